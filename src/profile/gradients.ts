import type { Triangulation } from './delaunay.js'

/** Slopes along x and y at each point, [points]. */
export interface Gradients {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Largest change of a round, relative above 1 and absolute below, that ends the iteration. */
const TOLERANCE = 1e-6
const MAX_ROUNDS = 400

/**
 * Slopes at scattered points that bend the network of triangle edges the least.
 * Along each edge runs the cubic with the values and slopes of its ends; the sum over all edges of
 * ∫ (second derivative)² is minimal (G. M. Nielson, "A method for interpolating scattered data
 * based upon a minimum norm network", 1983; solved point by point as in R. J. Renka and A. K. Cline,
 * 1984). For one edge of length L and direction (ex, ey) from a point with value f to another with
 * value g and slope s towards it, the condition on the point's slope d along the edge is
 * 4 d + 2 s = 6 (g − f), divided by L³. Points are taken in their order, each with the newest
 * slopes of the others. Worked number: values 0, 1, 0 at (0, 0), (1, 0), (0, 1) lie on a plane, and
 * every slope comes out as its (1, 0).
 */
export function estimateGradients(mesh: Triangulation, values: Float64Array): Gradients {
  const edges = edgesOfPoints(mesh)
  const gradients = {
    x: new Float64Array(values.length),
    y: new Float64Array(values.length),
  }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let largest = 0
    for (let point = 0; point < values.length; point++) {
      largest = Math.max(largest, improve(gradients, { point, edges: edges[point]!, values }))
    }
    if (largest < TOLERANCE) break
  }
  return gradients
}

interface Edge {
  readonly to: number
  readonly x: number
  readonly y: number
  readonly cubedLength: number
}

function edgesOfPoints({ corners, points }: Triangulation): readonly (readonly Edge[])[] {
  const { x, y } = points
  const linked = Array.from(x, () => new Set<number>())
  corners.forEach((corner, k) => {
    const triangle = k - (k % 3)
    for (let other = triangle; other < triangle + 3; other++) {
      if (other !== k) linked[corner]!.add(corners[other]!)
    }
  })
  return linked.map((others, from) =>
    [...others].map((to) => {
      const edge = { to, x: x[to]! - x[from]!, y: y[to]! - y[from]! }
      return { ...edge, cubedLength: Math.sqrt(edge.x ** 2 + edge.y ** 2) ** 3 }
    }),
  )
}

/** Solves one point's 2 × 2 normal equations; returns how far its slopes moved. */
function improve(
  gradients: Gradients,
  { point, edges, values }: { point: number; edges: readonly Edge[]; values: Float64Array },
): number {
  let xx = 0
  let xy = 0
  let yy = 0
  let rightX = 0
  let rightY = 0
  for (const { to, x, y, cubedLength } of edges) {
    const slope = x * gradients.x[to]! + y * gradients.y[to]!
    const wanted = (6 * (values[to]! - values[point]!) - 2 * slope) / cubedLength
    xx += (4 * x * x) / cubedLength
    xy += (4 * x * y) / cubedLength
    yy += (4 * y * y) / cubedLength
    rightX += wanted * x
    rightY += wanted * y
  }
  const determinant = xx * yy - xy * xy
  // A point of no triangle, or of slivers only, has no slope and no surface that would use it.
  if (!(determinant > 0)) return 0
  const x = (yy * rightX - xy * rightY) / determinant
  const y = (xx * rightY - xy * rightX) / determinant
  const moved = Math.max(Math.abs(x - gradients.x[point]!), Math.abs(y - gradients.y[point]!))
  gradients.x[point] = x
  gradients.y[point] = y
  return moved / Math.max(1, Math.abs(x), Math.abs(y))
}
