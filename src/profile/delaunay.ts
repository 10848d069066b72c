import { inCircle, type Points, turn } from './exact-sign.js'

/** Triangles over scattered points. Triangle t has entries 3t, 3t + 1, 3t + 2 of both arrays. */
export interface Triangulation {
  readonly points: Points
  /** Indices of the corner points, counter-clockwise, [3 · triangles]. */
  readonly corners: Int32Array
  /** The triangle beyond the edge opposite to that corner, −1 where there is none, [3 · triangles]. */
  readonly neighbours: Int32Array
}

/** Twice a triangle's area over the area of the box around all points, below which it is none. */
const SLIVER_AREA = 1e-13

const NONE = -1

/** Directed edges, three a triangle, counter-clockwise: edge e belongs to triangle ⌊e/3⌋. */
interface Mesh {
  readonly points: Points
  /** Point where edge e starts; it ends where the next edge of its triangle starts. */
  readonly start: number[]
  /** The same edge as the neighbour sees it, NONE on the hull. */
  readonly twin: number[]
}

/** The convex hull while it grows, by point: the mesh edge that starts there, the point before. */
interface Hull {
  readonly edge: Map<number, number>
  readonly before: Map<number, number>
}

/**
 * Delaunay triangulation: no point lies inside the circle of any triangle (B. Delaunay, 1934).
 * Points are added from left to right, each joined to the part of the hull it sees, then edges are
 * flipped until all are Delaunay (C. L. Lawson, 1977). Every comparison is exact, so all machines
 * make the same triangles. No triangle when all points lie on one line.
 */
export function triangulate(points: Points): Triangulation {
  const mesh: Mesh = { points, start: [], twin: [] }
  sweep(mesh, fromLeft(points))
  flipToDelaunay(mesh)
  return triangulation(mesh, keptTriangles(mesh))
}

/** Whether the points do not all lie on one line. */
export function spansTriangle(points: Points): boolean {
  const order = fromLeft(points)
  return order.some((c) => turn(points, [order[0]!, order.at(-1)!, c]) !== 0)
}

function fromLeft({ x, y }: Points): number[] {
  return [...x.keys()].sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!)
}

function sweep(mesh: Mesh, order: readonly number[]): void {
  const [first = 0, second = 0] = order
  const off = order.findIndex((q) => turn(mesh.points, [first, second, q]) !== 0)
  if (off < 0) return
  const hull: Hull = { edge: new Map(), before: new Map() }
  startHull(mesh, hull, { line: order.slice(0, off), apex: order[off]! })
  for (let k = off + 1; k < order.length; k++) {
    addPoint(mesh, hull, { last: order[k - 1]!, point: order[k]! })
  }
}

/** The first points, all on one line, make a fan with the first point off that line. */
function startHull(mesh: Mesh, hull: Hull, fan: { line: number[]; apex: number }): void {
  const { apex, line } = fan
  if (turn(mesh.points, [line[0]!, line[1]!, apex]) < 0) line.reverse()
  let side = NONE
  for (let k = 0; k + 1 < line.length; k++) {
    const edge = addTriangle(mesh, [line[k]!, line[k + 1]!, apex])
    setHullEdge(mesh, hull, edge)
    if (side === NONE) setHullEdge(mesh, hull, edge + 2)
    else join(mesh, side, edge + 2)
    side = edge + 1
  }
  setHullEdge(mesh, hull, side)
}

/** Joins a point right of all former ones to each hull edge it sees; the last one added sees one. */
function addPoint(mesh: Mesh, hull: Hull, { last, point }: { last: number; point: number }): void {
  const sees = (edge: number) =>
    turn(mesh.points, [mesh.start[edge]!, endOf(mesh, edge), point]) < 0
  let corner = last
  while (sees(hull.edge.get(hull.before.get(corner)!)!)) corner = hull.before.get(corner)!
  let side = NONE
  for (let seen = hull.edge.get(corner)!; sees(seen); seen = hull.edge.get(corner)!) {
    const end = endOf(mesh, seen)
    const edge = addTriangle(mesh, [end, corner, point])
    join(mesh, edge, seen)
    if (side === NONE) setHullEdge(mesh, hull, edge + 1)
    else join(mesh, side, edge + 1)
    side = edge + 2
    corner = end
  }
  setHullEdge(mesh, hull, side)
}

/** Adds a counter-clockwise triangle; its edges are the returned one and the two after it. */
function addTriangle(mesh: Mesh, corners: readonly [number, number, number]): number {
  mesh.twin.push(NONE, NONE, NONE)
  return mesh.start.push(...corners) - 3
}

function setHullEdge(mesh: Mesh, hull: Hull, edge: number): void {
  const start = mesh.start[edge]!
  hull.edge.set(start, edge)
  hull.before.set(endOf(mesh, edge), start)
}

function join(mesh: Mesh, edge: number, other: number): void {
  if (edge !== NONE) mesh.twin[edge] = other
  if (other !== NONE) mesh.twin[other] = edge
}

const nextOf = (edge: number): number => (edge % 3 === 2 ? edge - 2 : edge + 1)
const endOf = (mesh: Mesh, edge: number): number => mesh.start[nextOf(edge)]!

function flipToDelaunay(mesh: Mesh): void {
  const { points, start, twin } = mesh
  // Each inner edge once; the second of two twins is the one with the greater index.
  const open = [...start.keys()].filter((edge) => edge < twin[edge]!)
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    const other = twin[edge]!
    if (other === NONE) continue
    const apex = endOf(mesh, nextOf(edge))
    const opposite = endOf(mesh, nextOf(other))
    if (inCircle(points, [start[edge]!, start[other]!, apex], opposite) <= 0) continue
    flip(mesh, edge, { apex, opposite })
    open.push(edge, nextOf(edge), other, nextOf(other))
  }
}

/** Turns the common edge of two triangles into the other diagonal of their quadrilateral. */
function flip(mesh: Mesh, edge: number, ends: { apex: number; opposite: number }): void {
  const { start, twin } = mesh
  const other = twin[edge]!
  const beforeEdge = nextOf(nextOf(edge))
  const beforeOther = nextOf(nextOf(other))
  start[edge] = ends.opposite
  start[other] = ends.apex
  join(mesh, edge, twin[beforeOther]!)
  join(mesh, other, twin[beforeEdge]!)
  join(mesh, beforeEdge, beforeOther)
}

/**
 * Points meant to lie on one straight side of the hull do so only up to rounding, which leaves
 * triangles without area along it. They are taken off, from the outside in.
 */
function keptTriangles({ points, start, twin }: Mesh): readonly number[] {
  const box = extent(points.x) * extent(points.y)
  const dropped = new Set<number>()
  const isOpen = (edge: number) => twin[edge] === NONE || dropped.has(Math.floor(twin[edge]! / 3))
  const slivers = triangleIndices(start).filter((t) => {
    const corners = start.slice(3 * t, 3 * t + 3) as [number, number, number]
    return doubleArea(points, corners) < SLIVER_AREA * box
  })
  for (let size = -1; size !== dropped.size; ) {
    size = dropped.size
    for (const t of slivers) if ([0, 1, 2].some((k) => isOpen(3 * t + k))) dropped.add(t)
  }
  return triangleIndices(start).filter((t) => !dropped.has(t))
}

function triangulation({ points, start, twin }: Mesh, kept: readonly number[]): Triangulation {
  const place = new Map(kept.map((t, i) => [t, i]))
  const corners = Int32Array.from(kept.flatMap((t) => start.slice(3 * t, 3 * t + 3)))
  // Opposite to corner k lies the edge that starts at the corner after it.
  const neighbours = kept.flatMap((t) =>
    [0, 1, 2].map((k) => {
      const beyond = twin[3 * t + ((k + 1) % 3)]!
      return place.get(Math.floor(beyond / 3)) ?? NONE
    }),
  )
  return { points, corners, neighbours: Int32Array.from(neighbours) }
}

function doubleArea({ x, y }: Points, [a, b, c]: readonly [number, number, number]): number {
  return Math.abs((x[b]! - x[a]!) * (y[c]! - y[a]!) - (x[c]! - x[a]!) * (y[b]! - y[a]!))
}

const triangleIndices = (start: readonly number[]): number[] => [...Array(start.length / 3).keys()]

function extent(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b))
}
