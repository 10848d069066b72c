import type { Traffic } from '../../../src/domain/traffic.js'
import { DAY_SECONDS, INTERVAL_SECONDS } from './day-settings.js'

const TAU = 2 * Math.PI

/** The truth of the interval that ends at a time: a day's wave with noise, above the GPU budget at noon, and idle hours at night. */
export function trafficAt(endSeconds: number): Traffic {
  const phase = (endSeconds % DAY_SECONDS) / DAY_SECONDS
  if (phase > 0.02 && phase < 0.08) return { requests: 0, isl: 0, osl: 0 }
  const noise = 1 + 0.2 * Math.sin(endSeconds * 12.9898)
  return {
    requests: Math.round(INTERVAL_SECONDS * 66 * (1 - 0.8 * Math.cos(TAU * phase)) * noise),
    isl: 1000 + 400 * Math.sin(TAU * phase * 3),
    osl: 150 + 50 * Math.cos(TAU * phase * 2),
  }
}
