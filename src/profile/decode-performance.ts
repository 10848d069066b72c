import type { Compat } from '../domain/settings.js'
import { createCheckedSurface } from './checked-surface.js'
import { createDecodeSurface, SURFACE_NODES } from './decode-surface.js'
import type { DecodePerformance } from './performance.js'
import type { DecodeSamples } from './profile.js'

/**
 * Decode performance at the nodes of the interpolated surface. Where the surface is not plausible,
 * the physical model stands in; with `compat: 'reference'` the surface counts as it is, negative
 * values included.
 */
export function createDecodePerformance(
  samples: DecodeSamples,
  { compat }: { compat: Compat },
): DecodePerformance {
  const surface = createDecodeSurface(samples)
  const pointAt = createCheckedSurface(samples, { surface, compat })
  const { maxKvTokens } = samples
  const { maxContextLength } = surface
  return {
    maxKvTokens,
    maxContextLength,
    at({ concurrency, contextLength }) {
      const kvUsage = (concurrency * contextLength) / maxKvTokens
      const point = pointAt(surface.column(kvUsage), surface.row(contextLength))
      const beyond = kvUsage > 1 || contextLength > maxContextLength
      return { ...point, outside: point.outside || beyond, meetsTarget: true }
    },
    best({ itlMs, contextLength }) {
      const row = surface.row(contextLength)
      const beyond = contextLength > maxContextLength
      let point = pointAt(SURFACE_NODES - 1, row)
      for (let column = SURFACE_NODES - 2; column >= 0 && !(point.latencyMs <= itlMs); column--) {
        point = pointAt(column, row)
      }
      const meetsTarget = point.latencyMs <= itlMs
      return { ...point, outside: point.outside || beyond, meetsTarget }
    },
  }
}
