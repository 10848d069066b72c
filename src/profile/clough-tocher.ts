import type { Triangulation } from './delaunay.js'
import type { Gradients } from './gradients.js'
import type { Place } from './locate.js'

/** Three numbers, one a corner; entry k of an edge triple belongs to the edge opposite to k. */
type Triple = readonly [number, number, number]

/**
 * The cubic pieces of one triangle as Bézier ordinates. The triangle is split at its centroid into
 * three; corner i is joined to the next corner j = i + 1 and the one before, h = i − 1.
 */
interface Patch {
  readonly corner: Triple
  /** A third of the edge away from corner i, towards the next corner. */
  readonly towardsNext: Triple
  /** A third of the edge away from corner i, towards the corner before. */
  readonly towardsPrevious: Triple
  /** A third of the way from corner i to the centroid. */
  readonly towardsCentre: Triple
  /** The middle ordinate of the piece at the edge opposite to corner i. */
  readonly middle: Triple
  /** Two thirds of the way from corner i to the centroid. */
  readonly nearCentre: Triple
  readonly centre: number
}

/**
 * The smooth (C1) surface of P. Alfeld (1984) through scattered values with given slopes: in each
 * triangle three cubics that meet at the centroid, after R. W. Clough and J. L. Tocher (1965).
 * Across an edge the slope is made linear in the direction of the neighbour's centroid (the choice
 * of G. Farin, 1986), so the surface does not depend on the unit of either axis. Quadratics are
 * reproduced: values and slopes of x² at (0, 0), (1, 0), (0, 1) give 1/9 at the centroid.
 * Returns the value at a place in the mesh.
 */
export function createCloughTocher(
  mesh: Triangulation,
  { values, gradients }: { values: Float64Array; gradients: Gradients },
): (place: Place) => number {
  const patches: (Patch | undefined)[] = new Array(mesh.corners.length / 3)
  return ({ triangle, weights }) => {
    patches[triangle] ??= createPatch(mesh, { triangle, values, gradients })
    return evaluate(patches[triangle], weights)
  }
}

interface PatchData {
  readonly triangle: number
  readonly values: Float64Array
  readonly gradients: Gradients
}

function createPatch(mesh: Triangulation, { triangle, values, gradients }: PatchData): Patch {
  const point = (i: number) => mesh.corners[3 * triangle + (i % 3)]!
  const corner = triple((i) => values[point(i)]!)
  // On an edge: the end's value plus a third of its slope along the edge.
  const along = (i: number, k: number) =>
    corner[i]! + slope(mesh, gradients, [point(i), point(k)]) / 3
  const towardsNext = triple((i) => along(i, i + 1))
  const towardsPrevious = triple((i) => along(i, i + 2))
  // In the tangent plane of the corner.
  const towardsCentre = triple((i) => (corner[i]! + towardsNext[i]! + towardsPrevious[i]!) / 3)
  const middle = triple((k) => {
    const i = (k + 1) % 3
    const j = (k + 2) % 3
    const share = crossing(mesh, triangle, k)
    const [start, first, second, end] = [
      corner[i]!,
      towardsNext[i]!,
      towardsPrevious[j]!,
      corner[j]!,
    ]
    const third = end - 3 * second + 3 * first - start
    return (share * third + 2 * first - second - start + towardsCentre[i]! + towardsCentre[j]!) / 2
  })
  // Smooth across the inner edges: each ordinate is the mean of the three around it.
  const nearCentre = triple(
    (i) => (middle[(i + 1) % 3]! + middle[(i + 2) % 3]! + towardsCentre[i]!) / 3,
  )
  const centre = (nearCentre[0] + nearCentre[1] + nearCentre[2]) / 3
  return { corner, towardsNext, towardsPrevious, towardsCentre, middle, nearCentre, centre }
}

/** Rise from one point to another at the first one's slopes. */
function slope(
  { points }: Triangulation,
  gradients: Gradients,
  [from, to]: readonly [number, number],
): number {
  const rise = gradients.x[from]! * (points.x[to]! - points.x[from]!)
  return rise + gradients.y[from]! * (points.y[to]! - points.y[from]!)
}

/**
 * Minus the share of the edge opposite to corner k, from its first end, at which the line between
 * the two triangles' centroids crosses it. On the hull there is no neighbour: the middle, −1/2.
 * With c, n the centroids and a, b the edge's ends, the crossing is where the twice-areas of
 * (n, c, a) and (n, c, b) balance.
 */
function crossing(mesh: Triangulation, triangle: number, k: number): number {
  const neighbour = mesh.neighbours[3 * triangle + k]!
  if (neighbour < 0) return -1 / 2
  const from = centroid(mesh, triangle)
  const to = centroid(mesh, neighbour)
  const side = (corner: number) => {
    const point = mesh.corners[3 * triangle + (corner % 3)]!
    const x = mesh.points.x[point]! - from.x
    const y = mesh.points.y[point]! - from.y
    return (to.x - from.x) * y - (to.y - from.y) * x
  }
  const first = side(k + 1)
  return first / (side(k + 2) - first)
}

function centroid({ corners, points }: Triangulation, triangle: number): { x: number; y: number } {
  const [a, b, c] = corners.subarray(3 * triangle, 3 * triangle + 3) as unknown as Triple
  return {
    x: (points.x[a]! + points.x[b]! + points.x[c]!) / 3,
    y: (points.y[a]! + points.y[b]! + points.y[c]!) / 3,
  }
}

/** The cubic of the third of the triangle that lies opposite to the corner of least weight. */
function evaluate(patch: Patch, weights: Triple): number {
  const k = leastOf(weights)
  const i = k === 2 ? 0 : k + 1
  const j = k === 0 ? 2 : k - 1
  const least = weights[k]!
  const u = weights[i]! - least
  const v = weights[j]! - least
  const w = 3 * least
  return (
    u * u * u * patch.corner[i]! +
    v * v * v * patch.corner[j]! +
    w * w * w * patch.centre +
    3 * u * v * (u * patch.towardsNext[i]! + v * patch.towardsPrevious[j]!) +
    3 * w * (u * u * patch.towardsCentre[i]! + v * v * patch.towardsCentre[j]!) +
    3 * w * w * (u * patch.nearCentre[i]! + v * patch.nearCentre[j]!) +
    6 * u * v * w * patch.middle[k]!
  )
}

function leastOf([a, b, c]: Triple): number {
  if (a <= b) return a <= c ? 0 : 2
  return b <= c ? 1 : 2
}

const triple = (of: (i: number) => number): Triple => [of(0), of(1), of(2)]
