import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distributionOf, NO_DISTRIBUTION } from '../../src/run/distribution.js'
import { Latencies } from '../../src/run/latencies.js'

/** Few and many, spread out, all alike, or with one far from the rest. */
const latencies = fc
  .record({
    length: fc.oneof(fc.nat(20), fc.integer({ min: 500, max: 3000 })),
    seed: fc.nat(),
    kinds: fc.constantFrom(1, 7, 1e9),
    scale: fc.constantFrom(0, 1e-300, 0.1, 1e6),
    outlier: fc.constantFrom(0, 1e12),
  })
  .map(({ length, seed, kinds, scale, outlier }) => {
    const values = Float64Array.from(
      { length },
      (_, i) => (Math.imul(i + seed, 2_654_435_761) >>> 0) % kinds,
    )
    return values.map((value, i) => value * scale + (i === 3 ? outlier : 0))
  })

describe('A distribution', () => {
  it('interpolates between ranks: p50 of 1, 2, 4, 8 is 3', () => {
    const { mean, p50, p90, max } = distributionOf(Float64Array.of(8, 1, 4, 2))
    expect({ mean, p50, max }).toEqual({ mean: 3.75, p50: 3, max: 8 })
    expect(p90).toBeCloseTo(4 + 0.7 * 4, 12)
  })

  it('of nothing is all null', () => {
    expect(distributionOf(new Float64Array())).toBe(NO_DISTRIBUTION)
  })

  it('is to the bit what sorting all values gives', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        fc.pre(values.length > 0)
        expect(distributionOf(values.slice())).toEqual(bySorting(values))
      }),
    )
  })

  it('of sets and of all sets together come from one collection of latencies', () => {
    fc.assert(
      fc.property(fc.array(latencies, { minLength: 1, maxLength: 4 }), (sets) => {
        const all = Float64Array.from(sets.flatMap((set) => [...set]))
        const collected = new Latencies(all.length)
        for (const set of sets) {
          for (const ms of set) collected.add(ms)
          expect(collected.cut()).toEqual(set.length > 0 ? bySorting(set) : NO_DISTRIBUTION)
        }
        expect(collected.all()).toEqual(all.length > 0 ? bySorting(all) : NO_DISTRIBUTION)
      }),
    )
  })
})

function bySorting(values: Float64Array) {
  const sorted = values.toSorted()
  const quantile = (share: number) => {
    const exact = share * (sorted.length - 1)
    const rank = Math.floor(exact)
    const low = sorted[rank]!
    return exact === rank ? low : low + (exact - rank) * (sorted[rank + 1]! - low)
  }
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    p50: quantile(0.5),
    p90: quantile(0.9),
    p95: quantile(0.95),
    p99: quantile(0.99),
    max: sorted.at(-1),
  }
}
