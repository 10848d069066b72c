import type { Triangulation } from './delaunay.js'

/** Where a point lies: in a triangle, at weights of its corners that add up to 1. */
export interface Place {
  readonly triangle: number
  readonly weights: readonly [number, number, number]
}

/** A point on an edge counts as inside both its triangles; this much rounding is forgiven. */
const EDGE_TOLERANCE = 100 * Number.EPSILON

/** Finds the triangle a point lies in, or null outside all of them. */
export function createLocator(mesh: Triangulation): (x: number, y: number) => Place | null {
  const triangles = mesh.corners.length / 3
  /** Queries come row by row: the last triangle is a near start. */
  let start = 0
  return (x, y) => {
    if (triangles === 0) return null
    const place = walk(mesh, { start, x, y }) ?? search(mesh, { x, y })
    if (place) start = place.triangle
    return place
  }
}

/** Weights of a triangle's corners at (x, y): shares of the area, negative beyond an edge. */
export function weightsAt(
  { corners, points }: Triangulation,
  { triangle, x, y }: { triangle: number; x: number; y: number },
): [number, number, number] {
  const a = corners[3 * triangle]!
  const b = corners[3 * triangle + 1]!
  const c = corners[3 * triangle + 2]!
  const ax = points.x[a]! - points.x[c]!
  const ay = points.y[a]! - points.y[c]!
  const bx = points.x[b]! - points.x[c]!
  const by = points.y[b]! - points.y[c]!
  const px = x - points.x[c]!
  const py = y - points.y[c]!
  const area = ax * by - bx * ay
  const wa = (px * by - bx * py) / area
  const wb = (ax * py - px * ay) / area
  return [wa, wb, 1 - wa - wb]
}

/** From triangle to triangle across the first edge the point lies beyond; null at the hull. */
function walk(
  mesh: Triangulation,
  { start, x, y }: { start: number; x: number; y: number },
): Place | null {
  let triangle = start
  for (let steps = mesh.corners.length; triangle >= 0 && steps > 0; steps--) {
    const weights = weightsAt(mesh, { triangle, x, y })
    const beyond = weights.findIndex((weight) => weight < -EDGE_TOLERANCE)
    if (beyond < 0) return { triangle, weights }
    triangle = mesh.neighbours[3 * triangle + beyond]!
  }
  return null
}

/** Every triangle in turn: where slivers came off, the hull is not quite convex. */
function search(mesh: Triangulation, { x, y }: { x: number; y: number }): Place | null {
  for (let triangle = 0; triangle < mesh.corners.length / 3; triangle++) {
    const weights = weightsAt(mesh, { triangle, x, y })
    if (weights.every((weight) => weight >= -EDGE_TOLERANCE)) return { triangle, weights }
  }
  return null
}
