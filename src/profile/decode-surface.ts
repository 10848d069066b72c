import { createCloughTocher } from './clough-tocher.js'
import { triangulate } from './delaunay.js'
import { createGradientEstimator } from './gradients.js'
import { createLocator, type Place } from './locate.js'
import { createNearestInside } from './measured-region.js'
import type { DecodeSamples } from './profile.js'

/** Nodes along each axis of the grid the planner looks things up on. */
export const SURFACE_NODES = 100

/** The surface at one point. */
export interface SurfacePoint {
  readonly kvUsage: number
  readonly contextLength: number
  readonly itlMs: number
  readonly throughputPerGpu: number
  /** The triangle of samples around the point; null outside all: the nearest sample stands then. */
  readonly place: Place | null
}

export interface DecodeSurface {
  /** Longest measured mean context, tokens: the last row. */
  readonly maxContextLength: number
  /** Samples at the corners of each triangle, [3 · triangles]. */
  readonly corners: Int32Array
  /** Nearest column of a KV usage, clamped to the grid. */
  column(kvUsage: number): number
  /** Nearest row of a context length, clamped to the grid. */
  row(contextLength: number): number
  node(column: number, row: number): SurfacePoint
  /** The surface at the nearest place among the samples: same context first, then same KV usage. */
  nearestInside(point: SurfacePoint): SurfacePoint
}

/**
 * ITL and throughput over KV usage 0..1 (columns) × context 0..longest (rows), 100 × 100 nodes:
 * inside the measured region the C1 cubic through the samples, outside it the nearest sample. Both
 * axes are used as they are, a KV usage of 1 as long as one token of context: the established
 * planner does so, and its numbers depend on it.
 */
export function createDecodeSurface(samples: DecodeSamples): DecodeSurface {
  const points = { x: samples.kvUsage, y: samples.contextLength }
  const mesh = triangulate(points)
  const locate = createLocator(mesh)
  const inside = createNearestInside(mesh)
  const gradientsOf = createGradientEstimator(mesh)
  const cubic = (values: Float64Array) =>
    createCloughTocher(mesh, { values, gradients: gradientsOf(values) })
  const itl = cubic(samples.itlMs)
  const throughput = cubic(samples.throughputPerGpu)
  const longest = samples.contextLength.reduce((a, b) => Math.max(a, b))

  const surfaceAt = (kvUsage: number, contextLength: number): SurfacePoint => {
    const place = locate(kvUsage, contextLength)
    const nearest = place ? 0 : nearestSample(points, { kvUsage, contextLength })
    return {
      kvUsage,
      contextLength,
      itlMs: place ? itl(place) : samples.itlMs[nearest]!,
      throughputPerGpu: place ? throughput(place) : samples.throughputPerGpu[nearest]!,
      place,
    }
  }

  return {
    maxContextLength: longest,
    corners: mesh.corners,
    column: (kvUsage) => nearestIndex(kvUsage, 1),
    row: (contextLength) => nearestIndex(contextLength, longest),
    node: (column, row) => surfaceAt(axisAt(column, 1), axisAt(row, longest)),
    nearestInside: ({ kvUsage, contextLength }) => {
      const { x, y } = inside(kvUsage, contextLength)
      return surfaceAt(x, y)
    },
  }
}

/** Node i of an axis 0..end in equal steps; the last is `end` itself, free of rounding. */
function axisAt(i: number, end: number): number {
  return i === SURFACE_NODES - 1 ? end : i * (end / (SURFACE_NODES - 1))
}

/** Rounds to the nearest node, halves to the even one (as NumPy does), clamped. */
function nearestIndex(value: number, end: number): number {
  const exact = (value / end) * (SURFACE_NODES - 1)
  const below = Math.floor(exact)
  const over = exact - below
  const up = over > 0.5 || (over === 0.5 && below % 2 !== 0)
  return Math.min(SURFACE_NODES - 1, Math.max(0, up ? below + 1 : below))
}

/** The sample at the least distance, axes unscaled; the first of equals. */
function nearestSample(
  { x, y }: { x: Float64Array; y: Float64Array },
  at: { kvUsage: number; contextLength: number },
): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < x.length; i++) {
    const distance = (x[i]! - at.kvUsage) ** 2 + (y[i]! - at.contextLength) ** 2
    if (distance < least) {
      least = distance
      best = i
    }
  }
  return best
}
