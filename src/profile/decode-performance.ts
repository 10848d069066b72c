import type { Compat } from '../domain/settings.js'
import {
  createDecodeSurface,
  type DecodeSurface,
  SURFACE_NODES,
  type SurfaceNode,
} from './decode-surface.js'
import type { DecodeOperatingPoint, DecodePerformance, OperatingPoint } from './performance.js'
import type { DecodeSamples } from './profile.js'
import { createDecodeStandIn, isPlausible } from './stand-in.js'

/**
 * Decode performance at the nodes of the interpolated surface. Where the surface is not plausible,
 * the physical model stands in, ITL and throughput together; with `compat: 'reference'` the surface
 * counts as it is, negative values included.
 */
export function createDecodePerformance(
  samples: DecodeSamples,
  { compat }: { compat: Compat },
): DecodePerformance {
  const surface = createDecodeSurface(samples)
  const pointAt = compat === 'reference' ? fromSurface : checkedPoints(samples, surface)
  const { maxKvTokens } = samples
  const maxContextLength = samples.contextLength.reduce((a, b) => Math.max(a, b))
  const points: (OperatingPoint | undefined)[] = new Array(SURFACE_NODES * SURFACE_NODES)

  const point = (column: number, row: number): OperatingPoint => {
    const key = row * SURFACE_NODES + column
    points[key] ??= pointAt(surface.node(column, row))
    return points[key]
  }

  return {
    maxKvTokens,
    maxContextLength,
    at({ concurrency, contextLength }) {
      const kvUsage = (concurrency * contextLength) / maxKvTokens
      const column = surface.column(kvUsage)
      const beyond = kvUsage > 1 || contextLength > maxContextLength
      const found = point(column, surface.row(contextLength))
      return decodePoint(found, { kvUsage: surface.kvUsage(column), beyond, meetsTarget: true })
    },
    best({ itlMs, contextLength }) {
      const row = surface.row(contextLength)
      const beyond = contextLength > maxContextLength
      for (let column = SURFACE_NODES - 1; column >= 0; column--) {
        const found = point(column, row)
        if (found.latencyMs <= itlMs) {
          return decodePoint(found, { kvUsage: surface.kvUsage(column), beyond, meetsTarget: true })
        }
      }
      return decodePoint(point(0, row), { kvUsage: 0, beyond, meetsTarget: false })
    },
  }
}

function fromSurface(node: SurfaceNode): OperatingPoint {
  return {
    latencyMs: node.itlMs,
    throughputPerGpu: node.throughputPerGpu,
    source: 'profile',
    outside: node.place === null,
  }
}

function checkedPoints(samples: DecodeSamples, surface: DecodeSurface) {
  const standIn = createDecodeStandIn(samples, surface)
  return (node: SurfaceNode): OperatingPoint => {
    const interpolated = fromSurface(node)
    const model = standIn(node)
    if (model === null || isPlausible(interpolated, model)) return interpolated
    return { ...model, source: 'physical-model', outside: false }
  }
}

function decodePoint(
  point: OperatingPoint,
  { beyond, ...rest }: { kvUsage: number; beyond: boolean; meetsTarget: boolean },
): DecodeOperatingPoint {
  return { ...point, ...rest, outside: point.outside || beyond }
}
