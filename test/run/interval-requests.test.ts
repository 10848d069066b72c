import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indicesOf, requestsByInterval } from '../../src/run/interval-requests.js'

const arrivals = fc.array(fc.integer({ min: -50, max: 300 }), { minLength: 1, maxLength: 80 })

/** Of 10 seconds each, those with requests only. */
function samplesOf(seconds: readonly number[]) {
  const numbers = new Set(seconds.map((second) => Math.floor(second / 10)))
  return [...numbers]
    .sort((a, b) => a - b)
    .map((number, index) => ({ index, startSeconds: number * 10, requests: 1, isl: 1, osl: 1 }))
}

function columnsOf(seconds: readonly number[]) {
  const { length } = seconds
  return {
    length,
    arrivalMs: Float64Array.from(seconds, (second) => second * 1000),
    isl: new Uint32Array(length),
    osl: new Uint32Array(length),
  }
}

describe('The requests of each interval', () => {
  for (const [order, arrange] of [
    ['sorted', (seconds: number[]) => seconds.toSorted((a, b) => a - b)],
    ['unsorted', (seconds: number[]) => seconds],
  ] as const) {
    it(`are those that floor(arrival / T) puts there, in the order of the trace, of ${order} traces`, () => {
      fc.assert(
        fc.property(arrivals, (drawn) => {
          const seconds = arrange(drawn)
          const samples = samplesOf(seconds)
          const sets = requestsByInterval(columnsOf(seconds), { samples, intervalSeconds: 10 })
          const expected = samples.map(({ startSeconds }) =>
            [...seconds.keys()].filter((i) => Math.floor(seconds[i]! / 10) * 10 === startSeconds),
          )
          expect(sets.map((set) => [...indicesOf(set)])).toEqual(expected)
        }),
      )
    })

    it(`leave no request of ${order} traces out`, () => {
      fc.assert(
        fc.property(arrivals, fc.nat(), (drawn, one) => {
          const seconds = arrange(drawn)
          const samples = samplesOf(seconds)
          samples.splice(one % samples.length, 1)
          const cut = { samples, intervalSeconds: 10 }
          expect(() => requestsByInterval(columnsOf(seconds), cut)).toThrow('lies in no interval')
        }),
      )
    })
  }
})
