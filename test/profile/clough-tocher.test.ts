import { describe, expect, it } from 'vitest'
import { createCloughTocher } from '../../src/profile/clough-tocher.js'
import { triangulate } from '../../src/profile/delaunay.js'
import type { Points } from '../../src/profile/exact-sign.js'
import { createGradientEstimator } from '../../src/profile/gradients.js'
import { createLocator } from '../../src/profile/locate.js'
import { spread } from './mesh-fixture.js'

type Field = (x: number, y: number) => number

const sampled = ({ x, y }: Points, field: Field) => x.map((value, i) => field(value, y[i]!))

/** The surface through a field sampled at points, with the given slopes or estimated ones. */
function surfaceOf(points: Points, field: Field, slopes?: { x: Field; y: Field }) {
  const mesh = triangulate(points)
  const values = sampled(points, field)
  const gradients = slopes
    ? { x: sampled(points, slopes.x), y: sampled(points, slopes.y) }
    : createGradientEstimator(mesh)(values)
  const locate = createLocator(mesh)
  const value = createCloughTocher(mesh, { values, gradients })
  return { mesh, at: (x: number, y: number) => value(locate(x, y)!), value, locate }
}

describe('the Clough–Tocher surface', () => {
  it('of x² on (0, 0), (1, 0), (0, 1) is 1/9 at the centroid', () => {
    const points = { x: Float64Array.of(0, 1, 0), y: Float64Array.of(0, 0, 1) }
    const surface = surfaceOf(points, (x) => x * x, { x: (x) => 2 * x, y: () => 0 })
    expect(surface.at(1 / 3, 1 / 3)).toBeCloseTo(1 / 9, 14)
  })

  it('reproduces quadratics from true slopes', () => {
    const surface = surfaceOf(
      spread(30),
      (x, y) => 3 - x + 2 * y + x * x - 0.5 * x * y + 0.2 * y * y,
      {
        x: (x, y) => -1 + 2 * x - 0.5 * y,
        y: (x, y) => 2 - 0.5 * x + 0.4 * y,
      },
    )
    for (let x = 2; x <= 8; x += 0.31) {
      for (let y = 2; y <= 8; y += 0.37) {
        const exact = 3 - x + 2 * y + x * x - 0.5 * x * y + 0.2 * y * y
        expect(surface.at(x, y)).toBeCloseTo(exact, 9)
      }
    }
  })

  it('reproduces planes from estimated slopes, which are the plane’s', () => {
    const small = { x: Float64Array.of(0, 1, 0), y: Float64Array.of(0, 0, 1) }
    const { x, y } = createGradientEstimator(triangulate(small))(Float64Array.of(0, 1, 0))
    expect([...x]).toEqual([1, 1, 1].map((slope) => expect.closeTo(slope, 5)))
    expect([...y]).toEqual([0, 0, 0].map((slope) => expect.closeTo(slope, 5)))
    const surface = surfaceOf(spread(25), (a, b) => 7 + 2 * a - 3 * b)
    expect(surface.at(5, 5)).toBeCloseTo(2, 4)
    expect(surface.at(3.3, 6.1)).toBeCloseTo(7 + 6.6 - 18.3, 4)
  })

  it('meets every sample', () => {
    const points = spread(40)
    const field: Field = (x, y) => Math.sin(x) * y
    const surface = surfaceOf(points, field)
    points.x.forEach((x, i) => {
      const place = surface.locate(x, points.y[i]!)
      if (place) expect(surface.value(place)).toBeCloseTo(field(x, points.y[i]!), 9)
    })
  })

  it('is smooth: neither value nor slope jumps from triangle to triangle', () => {
    const surface = surfaceOf(spread(40), (x, y) => Math.sin(x) * Math.cos(y / 2) * 5)
    const step = 1e-4
    for (let y = 2.5; y < 8; y += 0.7) {
      let before = Number.NaN
      let place = -1
      for (let x = 2.5; x < 8; x += step) {
        const slope = (surface.at(x + step, y) - surface.at(x, y)) / step
        const triangle = surface.locate(x, y)!.triangle
        if (triangle !== place && place >= 0) expect(Math.abs(slope - before)).toBeLessThan(0.02)
        before = slope
        place = triangle
      }
    }
  })

  it('does not depend on the unit of an axis', () => {
    const points = spread(20)
    const mesh = triangulate(points)
    const stretched = { ...mesh, points: { x: points.x, y: points.y.map((y) => y * 1000) } }
    const values = points.x.map((x, i) => Math.sin(x) + points.y[i]!)
    const gradients = createGradientEstimator(mesh)(values)
    const scaled = { x: gradients.x, y: gradients.y.map((slope) => slope / 1000) }
    const here = createCloughTocher(mesh, { values, gradients })
    const there = createCloughTocher(stretched, { values, gradients: scaled })
    const place = createLocator(mesh)(4.4, 5.5)!
    expect(there(place)).toBeCloseTo(here(place), 10)
  })
})
