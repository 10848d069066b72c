import type { Triangulation } from './delaunay.js'

/** Weights of a triangle's three corners, adding up to 1; negative beyond the opposite edge. */
export type Weights = readonly [number, number, number]

/** Where a point lies: in a triangle, at weights of its corners. */
export interface Place {
  readonly triangle: number
  readonly weights: Weights
}

/** The triangle a point lies in, or null outside all of them. */
export type Locate = (x: number, y: number) => Place | null

/** A point on an edge counts as inside both its triangles; this much rounding is forgiven. */
const EDGE_TOLERANCE = 100 * Number.EPSILON

const NONE = -1

/**
 * Walks from triangle to triangle, across the first edge that the point lies beyond. Weights are
 * shares of the triangle's area, and linear in x and y: the slopes are kept, six numbers a triangle.
 */
export function createLocator(mesh: Triangulation): Locate {
  const triangles = mesh.corners.length / 3
  const linear = linearWeights(mesh)
  /** Queries come row by row: the last triangle is a near start. */
  let start = 0

  /** The place in a triangle, or the corner whose opposite edge the point lies beyond. */
  const placeIn = (triangle: number, x: number, y: number): Place | number => {
    const k = 6 * triangle
    const right = x - linear[k + 4]!
    const up = y - linear[k + 5]!
    const a = linear[k]! * right + linear[k + 1]! * up
    // Written so that the NaN of a triangle without area is beyond its edge, too.
    if (!(a >= -EDGE_TOLERANCE)) return 0
    const b = linear[k + 2]! * right + linear[k + 3]! * up
    if (!(b >= -EDGE_TOLERANCE)) return 1
    const c = 1 - a - b
    return c >= -EDGE_TOLERANCE ? { triangle, weights: [a, b, c] } : 2
  }

  const search = (x: number, y: number): Place | null => {
    for (let triangle = 0; triangle < triangles; triangle++) {
      const found = placeIn(triangle, x, y)
      if (typeof found !== 'number') return found
    }
    return null
  }

  return (x, y) => {
    let triangle = triangles === 0 ? NONE : start
    for (let steps = 0; triangle !== NONE && steps <= triangles; steps++) {
      start = triangle
      const found = placeIn(triangle, x, y)
      if (typeof found !== 'number') return found
      triangle = mesh.neighbours[3 * triangle + found]!
    }
    // Off the hull; or round in a circle, which in exact numbers a Delaunay mesh rules out.
    return triangle === NONE ? null : search(x, y)
  }
}

/** Slopes of the first two corners' weights along x and y, and the third corner's place. */
function linearWeights({ corners, points }: Triangulation): Float64Array {
  const linear = new Float64Array(2 * corners.length)
  for (let k = 0; k < corners.length; k += 3) {
    const [a, b, c] = [corners[k]!, corners[k + 1]!, corners[k + 2]!]
    const ax = points.x[a]! - points.x[c]!
    const ay = points.y[a]! - points.y[c]!
    const bx = points.x[b]! - points.x[c]!
    const by = points.y[b]! - points.y[c]!
    const area = ax * by - bx * ay
    const slopes = [by / area, -bx / area, -ay / area, ax / area, points.x[c]!, points.y[c]!]
    linear.set(slopes, 2 * k)
  }
  return linear
}
