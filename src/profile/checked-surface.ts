import type { Compat } from '../domain/settings.js'
import { type DecodeSurface, SURFACE_NODES, type SurfacePoint } from './decode-surface.js'
import type { OperatingPoint } from './performance.js'
import type { DecodeSamples } from './profile.js'
import { createDecodeStandIn, isPlausible } from './stand-in.js'

/** A node of the surface as the planner uses it. */
export interface DecodePoint extends OperatingPoint {
  readonly kvUsage: number
}

type PointAt = (column: number, row: number) => DecodePoint

/**
 * The surface's nodes, each computed when first asked for, and unless `compat` is 'reference' each
 * held against what else is known of it: among the samples the physical model, outside them the
 * surface at the nearest place inside. A node that is not plausible beside that is replaced by it.
 */
export function createCheckedSurface(
  samples: DecodeSamples,
  { surface, compat }: { surface: DecodeSurface; compat: Compat },
): PointAt {
  const check = compat === 'reference' ? asItIs : createCheck(samples, surface)
  const points: (DecodePoint | undefined)[] = new Array(SURFACE_NODES * SURFACE_NODES)
  return (column, row) => {
    const key = row * SURFACE_NODES + column
    points[key] ??= check(surface.node(column, row))
    return points[key]
  }
}

function asItIs({ kvUsage, itlMs, throughputPerGpu, place }: SurfacePoint): DecodePoint {
  return { kvUsage, latencyMs: itlMs, throughputPerGpu, source: 'profile', outside: place === null }
}

function createCheck(samples: DecodeSamples, surface: DecodeSurface) {
  const standIn = createDecodeStandIn(samples, surface)
  const checked = (at: SurfacePoint): DecodePoint => {
    const point = asItIs(at)
    const model = standIn(at)
    if (model === null || isPlausible(point, model)) return point
    return { ...point, ...model, source: 'physical-model' }
  }
  return (at: SurfacePoint): DecodePoint => {
    const point = checked(at)
    if (!point.outside) return point
    const measured = checked(surface.nearestInside(at))
    return isPlausible(point, measured) ? point : { ...measured, outside: true }
  }
}
