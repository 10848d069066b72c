import type { Triangulation } from './delaunay.js'

/** How far inside the region its edge is taken, as a share of its extent, to be clear of rounding. */
const INSET = 1e-9

/** Least and greatest value. */
type Extent = readonly [number, number]

/**
 * The nearest point inside a triangulation as the planner means it: y (context) is kept if it was
 * measured, else moved to the nearest that was; then x (KV usage) is moved to the nearest on that
 * line. Worked number: in the triangle (0, 0), (2, 0), (0, 2) the point (5, 1) moves to (1, 1).
 */
export function createNearestInside(mesh: Triangulation) {
  const used = Float64Array.from(mesh.corners, (corner) => mesh.points.y[corner]!)
  const low = used.reduce((a, b) => Math.min(a, b))
  const high = used.reduce((a, b) => Math.max(a, b))
  /** Queries come row by row: the last row's extent is kept. */
  let last = { y: Number.NaN, extent: [0, 0] as Extent }
  return (x: number, y: number): { x: number; y: number } => {
    const nearY = clampInside(y, [low, high])
    if (last.y !== nearY) last = { y: nearY, extent: extentAt(mesh, nearY) }
    return { x: clampInside(x, last.extent), y: nearY }
  }
}

function clampInside(value: number, [low, high]: Extent): number {
  const inset = INSET * (high - low)
  return Math.min(high - inset, Math.max(low + inset, value))
}

/** Where a horizontal line enters and leaves the triangulation. */
function extentAt({ corners, points }: Triangulation, y: number): Extent {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let k = 0; k < corners.length; k++) {
    const from = corners[k]!
    const to = corners[k % 3 === 2 ? k - 2 : k + 1]!
    const rise = points.y[to]! - points.y[from]!
    const share = (y - points.y[from]!) / rise
    if (!(share >= 0 && share <= 1)) continue
    const x = points.x[from]! + share * (points.x[to]! - points.x[from]!)
    low = Math.min(low, x)
    high = Math.max(high, x)
  }
  return [low, high]
}
