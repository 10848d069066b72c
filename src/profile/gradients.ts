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
 * slopes of the others. The mesh is walked once, for any values at its points. Worked number: values 0, 1, 0 at (0, 0), (1, 0), (0, 1) lie on a plane, and
 * every slope comes out as its (1, 0).
 */
export function createGradientEstimator(mesh: Triangulation): (values: Float64Array) => Gradients {
  const edges = edgesOfPoints(mesh)
  return (values) => {
    const gradients = {
      x: new Float64Array(values.length),
      y: new Float64Array(values.length),
    }
    for (let round = 0; round < MAX_ROUNDS; round++) {
      let largest = 0
      for (let point = 0; point < values.length; point++) {
        largest = Math.max(largest, improve(gradients, { point, edges, values }))
      }
      if (largest < TOLERANCE) break
    }
    return gradients
  }
}

/** The edges of every point, one point's after the other's; each edge from both of its ends. */
interface Edges {
  /** Where each point's edges begin, and at last where all end, [points + 1]. */
  readonly first: Int32Array
  /** The point at the other end, and the way there, [edges]. */
  readonly to: Int32Array
  readonly x: Float64Array
  readonly y: Float64Array
  readonly cubedLength: Float64Array
  /** The matrix of each point's normal equations, [points]. */
  readonly xx: Float64Array
  readonly xy: Float64Array
  readonly yy: Float64Array
}

function edgesOfPoints({ corners, points }: Triangulation): Edges {
  const linked = Array.from(points.x, () => new Set<number>())
  corners.forEach((corner, k) => {
    const triangle = k - (k % 3)
    for (let other = triangle; other < triangle + 3; other++) {
      if (other !== k) linked[corner]!.add(corners[other]!)
    }
  })
  const pointCount = linked.length
  const edgeCount = linked.reduce((sum, { size }) => sum + size, 0)
  const all: Edges = {
    first: new Int32Array(pointCount + 1),
    to: new Int32Array(edgeCount),
    x: new Float64Array(edgeCount),
    y: new Float64Array(edgeCount),
    cubedLength: new Float64Array(edgeCount),
    xx: new Float64Array(pointCount),
    xy: new Float64Array(pointCount),
    yy: new Float64Array(pointCount),
  }
  let edge = 0
  for (const [from, others] of linked.entries()) {
    for (const to of others) {
      const x = points.x[to]! - points.x[from]!
      const y = points.y[to]! - points.y[from]!
      const cubedLength = Math.sqrt(x ** 2 + y ** 2) ** 3
      all.to[edge] = to
      all.x[edge] = x
      all.y[edge] = y
      all.cubedLength[edge] = cubedLength
      all.xx[from]! += (4 * x * x) / cubedLength
      all.xy[from]! += (4 * x * y) / cubedLength
      all.yy[from]! += (4 * y * y) / cubedLength
      edge++
    }
    all.first[from + 1] = edge
  }
  return all
}

/** Solves one point's 2 × 2 normal equations; returns how far its slopes moved. */
function improve(
  gradients: Gradients,
  { point, edges, values }: { point: number; edges: Edges; values: Float64Array },
): number {
  const [xx, xy, yy] = [edges.xx[point]!, edges.xy[point]!, edges.yy[point]!]
  const determinant = xx * yy - xy * xy
  // A point of no triangle, or of slivers only, has no slope and no surface that would use it.
  if (!(determinant > 0)) return 0
  let rightX = 0
  let rightY = 0
  for (let edge = edges.first[point]!; edge < edges.first[point + 1]!; edge++) {
    const to = edges.to[edge]!
    const x = edges.x[edge]!
    const y = edges.y[edge]!
    const slope = x * gradients.x[to]! + y * gradients.y[to]!
    const wanted = (6 * (values[to]! - values[point]!) - 2 * slope) / edges.cubedLength[edge]!
    rightX += wanted * x
    rightY += wanted * y
  }
  const x = (yy * rightX - xy * rightY) / determinant
  const y = (xx * rightY - xy * rightX) / determinant
  const moved = Math.max(Math.abs(x - gradients.x[point]!), Math.abs(y - gradients.y[point]!))
  gradients.x[point] = x
  gradients.y[point] = y
  return moved / Math.max(1, Math.abs(x), Math.abs(y))
}
