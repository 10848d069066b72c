import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spansTriangle, triangulate } from '../../src/profile/delaunay.js'
import { inCircle, type Points, turn } from '../../src/profile/exact-sign.js'
import { scattered } from './mesh-fixture.js'

const pointsOf = (...places: [number, number][]): Points => ({
  x: Float64Array.from(places, ([x]) => x),
  y: Float64Array.from(places, ([, y]) => y),
})

const trianglesOf = (points: Points): [number, number, number][] => {
  const { corners } = triangulate(points)
  const of = (t: number) => [...corners.slice(3 * t, 3 * t + 3)] as [number, number, number]
  return [...Array(corners.length / 3).keys()].map(of)
}

describe('exact signs', () => {
  it('tell a hair’s breadth from nothing', () => {
    const tiny = 2 ** -60
    const line = pointsOf([0, 0], [1, 1], [0.5, 0.5], [0.5, 0.5 + 2 ** -53], [1e-300, 1e-300])
    expect(turn(line, [0, 1, 2])).toBe(0)
    expect(turn(line, [0, 1, 3])).toBe(1)
    expect(turn(line, [0, 1, 4])).toBe(0)
    const circle = pointsOf([1, 0], [0, 1], [-1, 0], [0, -1], [tiny, -1])
    expect(inCircle(circle, [0, 1, 2], 3)).toBe(0)
    expect(inCircle(circle, [0, 1, 2], 4)).toBe(-1)
  })

  it('turn over when two points change places', () => {
    fc.assert(
      fc.property(scattered, (points) => {
        expect(turn(points, [0, 1, 2]) + turn(points, [1, 0, 2])).toBe(0)
        expect(turn(points, [0, 1, 2])).toBe(turn(points, [1, 2, 0]))
      }),
    )
  })
})

describe('the Delaunay triangulation', () => {
  it('has no point inside the circle of a triangle', () => {
    fc.assert(
      fc.property(scattered, (points) => {
        for (const corners of trianglesOf(points)) {
          expect(turn(points, corners)).toBe(1)
          for (let d = 0; d < points.x.length; d++) {
            if (!corners.includes(d)) expect(inCircle(points, corners, d)).toBeLessThanOrEqual(0)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('covers the convex hull once: its area, and Euler’s count of triangles', () => {
    const points = pointsOf([0, 0], [4, 0], [4, 3], [0, 3], [1, 1], [3, 2], [2, 0], [2, 1.6])
    const triangles = trianglesOf(points)
    const area = triangles.reduce((sum, [a, b, c]) => {
      const { x, y } = points
      return sum + ((x[b]! - x[a]!) * (y[c]! - y[a]!) - (x[c]! - x[a]!) * (y[b]! - y[a]!)) / 2
    }, 0)
    expect(area).toBeCloseTo(12, 12)
    // 2n − 2 − h with n = 8 points, h = 5 of them on the hull.
    expect(triangles.length).toBe(9)
  })

  it('knows the neighbour beyond each edge, both ways', () => {
    fc.assert(
      fc.property(scattered, (points) => {
        const { corners, neighbours } = triangulate(points)
        neighbours.forEach((neighbour, k) => {
          if (neighbour < 0) return
          const triangle = Math.floor(k / 3)
          const shared = [0, 1, 2]
            .filter((i) => 3 * triangle + i !== k)
            .map((i) => corners[3 * triangle + i])
          const theirs = corners.slice(3 * neighbour, 3 * neighbour + 3)
          expect(shared.every((corner) => theirs.includes(corner!))).toBe(true)
          expect(neighbours.slice(3 * neighbour, 3 * neighbour + 3)).toContain(triangle)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('drops slivers along a side that is straight but for rounding', () => {
    // One request at contexts 350, 1000, …: usage = context / 945,029 is on a line up to 10⁻¹⁸.
    const contexts = [350, 1000, 2997, 5644, 8291, 10938, 13585]
    const points = pointsOf(
      ...contexts.map((y): [number, number] => [y / 945029, y]),
      [0.5, 350],
      [0.9, 13585],
    )
    const triangles = trianglesOf(points)
    expect(triangles.length).toBe(7)
    expect(triangles.every((corners) => corners.some((corner) => corner >= 7))).toBe(true)
  })

  it('has no triangle on one line, and says so', () => {
    const line = pointsOf([0.1, 100], [0.2, 200], [0.4, 400], [0.3, 300])
    expect(trianglesOf(pointsOf([1, 5], [2, 5], [3, 5]))).toEqual([])
    expect(spansTriangle(pointsOf([1, 5], [2, 5], [3, 5]))).toBe(false)
    expect(spansTriangle(pointsOf([1, 5], [2, 5], [3, 6]))).toBe(true)
    expect(trianglesOf(line)).toEqual([])
  })
})
