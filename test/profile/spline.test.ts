import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSpline } from '../../src/profile/spline.js'

const number = fc.double({ min: -100, max: 100, noNaN: true })
const knots = fc
  .array(fc.double({ min: 0.1, max: 50, noNaN: true }), { minLength: 4, maxLength: 20 })
  .map((steps) => {
    let at = 0
    return Float64Array.from(steps, (step) => (at += step))
  })

describe('the not-a-knot spline', () => {
  it('through (0, 0), (1, 1), (2, 8), (3, 27) is x³: 3.375 at 1.5', () => {
    const spline = createSpline(Float64Array.of(0, 1, 2, 3), Float64Array.of(0, 1, 8, 27))
    expect(spline(1.5)).toBeCloseTo(3.375, 12)
    expect(spline(2.9)).toBeCloseTo(2.9 ** 3, 12)
  })

  it('reproduces every cubic, whatever the knots', () => {
    fc.assert(
      fc.property(knots, fc.tuple(number, number, number, number), (x, [a, b, c, d]) => {
        const end = x.at(-1)!
        const cubic = (t: number) => a + (t / end) * (b + (t / end) * (c + (t / end) * d))
        const spline = createSpline(x, x.map(cubic))
        for (let i = 0; i <= 20; i++) {
          const t = x[0]! + ((end - x[0]!) * i) / 20
          expect(Math.abs(spline(t) - cubic(t))).toBeLessThan(1e-6)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('meets its points, and its first two derivatives have no jump', () => {
    const x = Float64Array.of(0, 1, 3, 4, 7, 8)
    const spline = createSpline(x, Float64Array.of(2, -1, 5, 5, 0, 3))
    const h = 1e-4
    for (const knot of x.slice(1, -1)) {
      const slope = (t: number) => (spline(t + h) - spline(t - h)) / (2 * h)
      const bend = (t: number) => (spline(t + h) - 2 * spline(t) + spline(t - h)) / h ** 2
      expect(slope(knot - 2 * h)).toBeCloseTo(slope(knot + 2 * h), 1)
      expect(bend(knot - 2 * h)).toBeCloseTo(bend(knot + 2 * h), 1)
    }
    expect([...x].map(spline)).toEqual([2, -1, 5, 5, 0, 3].map((y) => expect.closeTo(y, 12)))
  })
})
