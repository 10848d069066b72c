import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IntervalSums, MAX_INTERVALS } from '../../src/trace/intervals.js'
import { RequestRow } from '../../src/trace/request-row.js'

type Request = readonly [arrivalMs: number, isl: number, osl: number]

function sums(adjustmentIntervalSeconds: number, requests: readonly Request[]): IntervalSums {
  const intervals = new IntervalSums(adjustmentIntervalSeconds)
  const row = new RequestRow()
  for (const [arrivalMs, isl, osl] of requests) {
    Object.assign(row, { arrivalMs, isl, osl })
    intervals.add(row)
  }
  return intervals
}

const REQUESTS: readonly Request[] = [
  [180_000, 10, 1],
  [-1, 7, 7],
  [59_999.9, 100, 4],
  [0, 1, 2],
  [0.5, 1, 0],
]

describe('requests become intervals', () => {
  test('with empty ones as 0/0/0 from the first to the last', () => {
    expect(sums(60, REQUESTS).samples('fill')).toEqual([
      { index: 0, startSeconds: -60, requests: 1, isl: 7, osl: 7 },
      { index: 1, startSeconds: 0, requests: 3, isl: 34, osl: 2 },
      { index: 2, startSeconds: 60, requests: 0, isl: 0, osl: 0 },
      { index: 3, startSeconds: 120, requests: 0, isl: 0, osl: 0 },
      { index: 4, startSeconds: 180, requests: 1, isl: 10, osl: 1 },
    ])
  })

  test('or without them, numbered anew, at their real start', () => {
    const samples = sums(60, REQUESTS).samples('drop')
    expect(samples.map(({ index, startSeconds }) => [index, startSeconds])).toEqual([
      [0, -60],
      [1, 0],
      [2, 180],
    ])
  })

  test('of a fraction of a second, too', () => {
    expect(
      sums(0.5, [
        [499, 1, 1],
        [500, 1, 1],
      ]).samples('fill'),
    ).toHaveLength(2)
  })

  test('and no requests are no intervals', () => {
    expect(sums(60, []).samples('fill')).toEqual([])
    expect(sums(60, []).samples('drop')).toEqual([])
  })

  test('whatever their order, and every request and token is in one of them', () => {
    const request = fc.tuple(fc.double({ min: -1e6, max: 1e7, noNaN: true }), fc.nat(), fc.nat())
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 1 }),
        fc.integer({ min: 1, max: 999 }),
        (all, T) => {
          const filled = sums(T, all).samples('fill')
          expect(sums(T, [...all].reverse()).samples('fill')).toEqual(filled)
          expect(filled.filter(({ requests }) => requests > 0).length).toBe(
            sums(T, all).samples('drop').length,
          )
          const total = (of: (s: (typeof filled)[number]) => number) =>
            filled.reduce((n, s) => n + of(s), 0)
          expect(total((s) => s.requests)).toBe(all.length)
          expect(Math.round(total((s) => s.isl * s.requests))).toBe(
            all.reduce((n, r) => n + r[1], 0),
          )
          filled.forEach((s, i) => {
            expect(s.index).toBe(i)
            expect(s.startSeconds).toBe(filled[0]!.startSeconds + i * T)
          })
        },
      ),
    )
  })
})

describe('refused is', () => {
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('an interval of %s s', (seconds) => {
    expect(() => new IntervalSums(seconds)).toThrow(
      `the adjustment interval is ${seconds} s; allowed: more than 0`,
    )
  })

  test('an absurd span, unless empty intervals are dropped', () => {
    const far = sums(1, [
      [0, 1, 1],
      [MAX_INTERVALS * 1000, 1, 1],
    ])
    expect(() => far.samples('fill')).toThrow(
      'the trace spans 116 days, 10000001 intervals of 1 s; allowed: 10000000 intervals',
    )
    expect(far.samples('drop')).toHaveLength(2)
  })
})
