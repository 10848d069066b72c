import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitModel } from '../../src/forecast/arima-reference/fit.js'
import { filterSeries } from '../../src/forecast/arima-reference/kalman-filter.js'
import { minimize } from '../../src/forecast/arima-reference/lbfgs.js'
import { leastSquares } from '../../src/forecast/arima-reference/least-squares.js'
import {
  rootsWithin,
  toCoefficients,
  toFree,
} from '../../src/forecast/arima-reference/parameters.js'
import { stateSpaceOf } from '../../src/forecast/arima-reference/state-space.js'
import { chooseModel } from '../../src/forecast/arima-reference/stepwise.js'
import { differencesNeeded, levelStatistic } from '../../src/forecast/arima-reference/unit-root.js'

describe('unit-root test', () => {
  it('has the worked statistic 0.371 for 1, 2, 3, 4, 5', () => {
    // Errors −2 … 2, partial sums² 4 + 9 + 9 + 4 = 26; one lag: long-run variance (10 + 2 · ½ · 4)/5 = 2.8.
    expect(levelStatistic([1, 2, 3, 4, 5])).toBeCloseTo(26 / 25 / 2.8, 12)
  })

  it.each([
    [[7, 7, 7, 7, 7], 0],
    [[10, 12, 9, 11, 10, 12, 9, 11], 0],
    [Array.from({ length: 30 }, (_, i) => i), 1],
    [Array.from({ length: 40 }, (_, i) => i * i), 2],
  ])('asks for the differences a level needs', (values, d) => {
    expect(differencesNeeded(values)).toBe(d)
  })
})

describe('least squares', () => {
  it('answers the mean for a column of ones', () => {
    expect(leastSquares([[1, 1]], [1, 3])).toEqual([2])
  })

  it('answers the shortest solution when there are several', () => {
    const [a, b] = leastSquares([[1], [1]], [4])
    expect(a).toBeCloseTo(2, 12)
    expect(b).toBeCloseTo(2, 12)
  })
})

describe('optimiser', () => {
  it("finds the minimum of Rosenbrock's valley", () => {
    const valley = ([x, y]: readonly number[]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2
    const [x, y] = minimize(valley, [-1.2, 1], 100)
    // Forward differences stop it a little early.
    expect(x).toBeCloseTo(1, 1)
    expect(y).toBeCloseTo(1, 1)
  })

  it('ends where it is told to', () => {
    let calls = 0
    const objective = ([x]: readonly number[]) => {
      calls += 1
      return (x! - 50) ** 4
    }
    minimize(objective, [0], 2)
    expect(calls).toBeLessThan(20)
  })
})

describe('parameters', () => {
  it('turn u = 1 into φ = −0.7071', () => {
    const spec = { p: 1, d: 0, q: 0, intercept: false }
    expect(toCoefficients([1, 3], spec).ar[0]).toBeCloseTo(-Math.SQRT1_2, 12)
    expect(toCoefficients([1, 3], spec).variance).toBe(9)
  })

  it('are stationary and invertible whatever the free numbers, and go back to them', () => {
    const spec = { p: 3, d: 0, q: 2, intercept: true }
    const free = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), {
      minLength: 6,
      maxLength: 6,
    })
    fc.assert(
      fc.property(free, fc.double({ min: 0.1, max: 9, noNaN: true }), (numbers, deviation) => {
        const start = [...numbers, deviation]
        const coefficients = toCoefficients(start, spec)
        expect(rootsWithin(coefficients.ar, 1)).toBe(true)
        expect(
          rootsWithin(
            coefficients.ma.map((value) => -value),
            1,
          ),
        ).toBe(true)
        toFree(coefficients, spec).forEach((value, i) => {
          expect(value).toBeCloseTo(start[i]!, 5)
        })
      }),
      { seed: 5 },
    )
  })

  it('tell roots inside a circle from those outside', () => {
    expect(rootsWithin([0.9], 0.91)).toBe(true)
    expect(rootsWithin([0.9], 0.89)).toBe(false)
    // (z − 0.5)(z − 0.8) = z² − 1.3·z + 0.4
    expect(rootsWithin([1.3, -0.4], 0.81)).toBe(true)
    expect(rootsWithin([1.3, -0.4], 0.79)).toBe(false)
  })
})

describe('exact likelihood', () => {
  it('is that of an AR(1) written out: a long-run first value, then innovations', () => {
    const values = [12, 9, 11, 14]
    const [mean, phi, variance] = [10, 0.6, 4]
    const normal = (x: number, v: number) => -0.5 * (Math.log(2 * Math.PI * v) + (x * x) / v)
    const expected = values
      .slice(1)
      .reduce(
        (sum, value, i) => sum + normal(value - mean - phi * (values[i]! - mean), variance),
        normal(values[0]! - mean, variance / (1 - phi * phi)),
      )
    const coefficients = { intercept: mean * (1 - phi), ar: [phi], ma: [], variance }
    const spec = { p: 1, d: 0, q: 0, intercept: true }
    const { logLikelihood, forecast } = filterSeries(values, stateSpaceOf(coefficients, spec), 0)
    expect(logLikelihood).toBeCloseTo(expected, 10)
    expect(forecast).toBeCloseTo(10 + 0.6 * 4, 10)
  })

  it('forecasts a random walk with drift by the last value plus the drift', () => {
    const coefficients = { intercept: 2, ar: [], ma: [], variance: 1 }
    const spec = { p: 0, d: 1, q: 0, intercept: true }
    const space = stateSpaceOf(coefficients, spec)
    expect(filterSeries([5, 6, 9, 11], space, 1).forecast).toBeCloseTo(13, 5)
  })
})

describe('chosen model', () => {
  it('of five values around a level is that level', () => {
    const values = [180, 184, 186, 181, 179]
    const { spec, forecast } = chooseModel(values)
    expect(spec).toEqual({ p: 0, d: 0, q: 0, intercept: true })
    expect(forecast).toBeCloseTo(182, 3)
  })

  it('is refined from its own coefficients, a part of the way in five iterations', () => {
    const values = [180, 184, 186, 181, 179, 199]
    const { spec, coefficients } = chooseModel(values.slice(0, 5))
    const refinedIn = (mostIterations: number) =>
      fitModel({ values, spec, mostIterations, start: coefficients }).forecast
    expect(refinedIn(5)).toBeGreaterThan(183)
    expect(refinedIn(5)).toBeLessThan(184)
    expect(refinedIn(50)).toBeCloseTo(1109 / 6, 1)
  })
})
