import { drawNormal, type Random } from './random.js'
import type { StartupDelay } from './settings.js'

/** Milliseconds until a new replica serves. Lognormal: median · exp(sigma · z), z standard normal. */
export function drawStartupMs(startup: StartupDelay, random: Random): number {
  if (startup.kind === 'constant') return startup.seconds * 1000
  return startup.medianSeconds * 1000 * Math.exp(startup.sigma * drawNormal(random))
}
