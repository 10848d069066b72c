import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge } from '../../src/regression/metric-verdict.js'
import { parseTolerance, type Tolerance } from '../../src/regression/tolerance.js'

const absolute = (amount: number): Tolerance => ({ kind: 'absolute', amount })
const relative = (share: number): Tolerance => ({ kind: 'relative', share })
const ANY: Tolerance = { kind: 'any' }

describe('a tolerance', () => {
  test.each([
    [0.005, absolute(0.005)],
    [0, absolute(0)],
    ['5 %', relative(0.05)],
    ['2.5%', relative(0.025)],
    ['.5 %', relative(0.005)],
    ['any', ANY],
  ])('%j is taken', (value, tolerance) => {
    expect(parseTolerance(value)).toEqual(tolerance)
  })

  test.each([
    -1,
    -0.001,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '-5 %',
    '5',
    'none',
    '',
    null,
    true,
    [],
  ])('%j is refused', (value) => {
    expect(parseTolerance(value)).toBeUndefined()
  })
})

describe('at its edge', () => {
  /** Decimal fractions that are not exact in binary: the edge must hold for them all the same. */
  test.each([
    { better: 'higher', baseline: 0.99, now: 0.98, tolerance: absolute(0.01), verdict: 'within' },
    { better: 'higher', baseline: 0.9, now: 0.8, tolerance: absolute(0.1), verdict: 'within' },
    {
      better: 'higher',
      baseline: 0.99,
      now: 0.9799,
      tolerance: absolute(0.01),
      verdict: 'regressed',
    },
    { better: 'higher', baseline: 0.98, now: 0.99, tolerance: absolute(0.01), verdict: 'within' },
    { better: 'higher', baseline: 0.98, now: 0.9901, tolerance: absolute(0.01), verdict: 'better' },
    { better: 'lower', baseline: 40, now: 42, tolerance: relative(0.05), verdict: 'within' },
    { better: 'lower', baseline: 40, now: 42.001, tolerance: relative(0.05), verdict: 'regressed' },
    { better: 'lower', baseline: 40, now: 37.9, tolerance: relative(0.05), verdict: 'better' },
    { better: 'lower', baseline: 1.1, now: 3.3, tolerance: absolute(2.2), verdict: 'within' },
    { better: 'lower', baseline: 0, now: 0.1, tolerance: relative(0.5), verdict: 'regressed' },
    { better: 'lower', baseline: 7, now: 8, tolerance: absolute(1), verdict: 'within' },
    { better: 'lower', baseline: 7, now: 9, tolerance: absolute(1), verdict: 'regressed' },
    { better: 'lower', baseline: 7, now: 7, tolerance: absolute(0), verdict: 'same' },
    { better: 'lower', baseline: 7, now: 7.000001, tolerance: absolute(0), verdict: 'regressed' },
    { better: 'lower', baseline: 7, now: 9, tolerance: ANY, verdict: 'not-judged' },
    { better: 'lower', baseline: 7, now: null, tolerance: absolute(9), verdict: 'regressed' },
    { better: 'lower', baseline: 7, now: null, tolerance: ANY, verdict: 'not-judged' },
    { better: 'lower', baseline: null, now: 7, tolerance: absolute(0), verdict: 'new' },
    { better: 'lower', baseline: null, now: null, tolerance: absolute(0), verdict: 'same' },
  ] as const)(
    '$baseline → $now, $better is better: $verdict',
    ({ verdict, better, tolerance, ...values }) => {
      expect(judge(values, { better, tolerance })).toBe(verdict)
    },
  )

  test('a step of a thousandth of the tolerance beyond it is a regression, one within is none', () => {
    const size = { min: 1e-6, max: 1e6, noNaN: true }
    fc.assert(
      fc.property(fc.double(size), fc.double(size), (baseline, amount) => {
        // Steps below what doubles tell apart are no steps.
        fc.pre(amount > 1e-9 * baseline)
        const at = (times: number) =>
          judge(
            { baseline, now: baseline + amount * times },
            { better: 'lower', tolerance: absolute(amount) },
          )
        expect([at(0.999), at(1), at(1.001)]).toEqual(['within', 'within', 'regressed'])
      }),
    )
  })
})
