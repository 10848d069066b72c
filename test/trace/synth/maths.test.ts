import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cosTurns, exp, ln } from '../../../src/trace/synth/maths.js'

const close = (a: number, b: number) =>
  expect(Math.abs(a - b)).toBeLessThan(1e-13 * Math.max(1, Math.abs(b)))

test('ln, exp and cosTurns meet the worked numbers', () => {
  close(ln(10), Math.LN10)
  close(exp(1), Math.E)
  close(cosTurns(1 / 6), 0.5)
  expect([ln(1), exp(0), cosTurns(0), cosTurns(0.5), cosTurns(7)]).toEqual([0, 1, 1, -1, 1])
})

test('and agree with those of the platform to 1e-13', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      fc.double({ min: -50, max: 50, noNaN: true }),
      (x, y) => {
        close(ln(x), Math.log(x))
        expect(Math.abs(exp(y) / Math.exp(y) - 1)).toBeLessThan(1e-13)
        close(cosTurns(y), Math.cos(2 * Math.PI * (y % 1)))
      },
    ),
  )
})
