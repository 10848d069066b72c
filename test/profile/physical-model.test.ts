import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitError, fitNonNegative } from '../../src/profile/least-squares.js'
import {
  fitItl,
  fitTtft,
  loadAt,
  modelItlMs,
  modelTtftMs,
} from '../../src/profile/physical-model.js'

const column = (...values: number[]) => Float64Array.from(values)

describe('least squares without negative coefficients', () => {
  it('gives 0 and 2 for 2, 4, 6 on the columns 1, 1, 1 and 1, 2, 3', () => {
    const [base, slope] = fitNonNegative([column(1, 1, 1), column(1, 2, 3)], column(2, 4, 6))
    expect(base).toBeCloseTo(0, 9)
    expect(slope).toBeCloseTo(2, 9)
  })

  it('sets a coefficient that would be negative to 0 and fits the others again', () => {
    const [base, slope] = fitNonNegative([column(1, 1, 1), column(1, 2, 3)], column(1, 3, 5))
    expect(base).toBe(0)
    // Least Σ (s·i/t − 1)² has s = Σ i/t ÷ Σ (i/t)² with i/t = 1, 2/3, 3/5.
    expect(slope).toBeCloseTo((1 + 2 / 3 + 3 / 5) / (1 + 4 / 9 + 9 / 25), 12)
  })

  it('copes with a column of zeros and with two alike', () => {
    const one = column(1, 1, 1)
    const [a = 0, b = 0, zero] = fitNonNegative([one, one, column(0, 0, 0)], column(3, 3, 3))
    expect(a + b).toBeCloseTo(3, 9)
    expect(zero).toBe(0)
  })

  it('states its error: 10 % off on one of two points', () => {
    const { rmsRelative, maxRelative, rSquared } = fitError(column(10, 20), column(11, 20))
    expect(rmsRelative).toBeCloseTo(0.1 / Math.SQRT2, 12)
    expect(maxRelative).toBeCloseTo(0.1, 12)
    expect(rSquared).toBeCloseTo(1 - 1 / 50, 12)
  })
})

describe('the physical model', () => {
  it('works out as written: 31 ms of TTFT, 11 ms of ITL, 50 requests', () => {
    const ttft = { baseMs: 10, perTokenMs: 0.02, perTokenSquaredMs: 1e-6 }
    expect(modelTtftMs(ttft, 1000)).toBeCloseTo(31, 12)
    const itl = { baseMs: 4, perRequestMs: 0.01, perKvTokenMs: 2e-5 }
    expect(modelItlMs(itl, { batch: 100, kvTokens: 300_000 })).toBeCloseTo(11, 12)
    const load = loadAt({ maxKvTokens: 100_000 }, { kvUsage: 0.5, contextLength: 1000 })
    expect(load).toEqual({ batch: 50, kvTokens: 50_000 })
    expect(loadAt({ maxKvTokens: 100 }, { kvUsage: 0, contextLength: 50 }).batch).toBe(1)
  })

  it('finds the coefficients that made the data, with no error left', () => {
    const coefficient = fc.double({ min: 0.1, max: 10, noNaN: true })
    fc.assert(
      fc.property(fc.tuple(coefficient, coefficient, coefficient), ([a, b, c]) => {
        const isl = column(100, 500, 1000, 2000, 4000, 8000)
        const ttftMs = isl.map((length) => a + (b / 100) * length + (c / 1e6) * length ** 2)
        const ttft = fitTtft({ isl, ttftMs, throughputPerGpu: isl })
        expect(ttft.baseMs / a).toBeCloseTo(1, 6)
        expect((ttft.perTokenMs * 100) / b).toBeCloseTo(1, 6)
        expect((ttft.perTokenSquaredMs * 1e6) / c).toBeCloseTo(1, 6)
        expect(ttft.error.maxRelative).toBeLessThan(1e-9)

        const kvUsage = column(0.1, 0.5, 0.9, 0.1, 0.5, 0.9)
        const contextLength = column(500, 500, 500, 5000, 5000, 5000)
        const itlMs = kvUsage.map(
          (usage, i) =>
            a + (b / 100) * ((usage * 1e6) / contextLength[i]!) + c * 1e-5 * usage * 1e6,
        )
        const itl = fitItl({
          kvUsage,
          contextLength,
          itlMs,
          throughputPerGpu: itlMs,
          maxKvTokens: 1e6,
        })
        expect(itl.baseMs / a).toBeCloseTo(1, 6)
        expect((itl.perRequestMs * 100) / b).toBeCloseTo(1, 6)
        expect((itl.perKvTokenMs * 1e5) / c).toBeCloseTo(1, 6)
        expect(itl.error.rSquared).toBeCloseTo(1, 9)
      }),
      { numRuns: 50 },
    )
  })

  it('is never negative, even on data that falls', () => {
    const isl = column(100, 200, 300, 400)
    const model = fitTtft({ isl, ttftMs: column(40, 30, 20, 10), throughputPerGpu: isl })
    expect(Math.min(model.baseMs, model.perTokenMs, model.perTokenSquaredMs)).toBe(0)
    expect(modelTtftMs(model, 1e6)).toBeGreaterThan(0)
  })
})
