import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecodePerformance } from '../../src/profile/decode-performance.js'
import { createDecodeSurface, SURFACE_NODES } from '../../src/profile/decode-surface.js'
import { createPrefillPerformance } from '../../src/profile/prefill-performance.js'
import type { DecodeSamples, PrefillSamples } from '../../src/profile/profile.js'
import { scattered } from './mesh-fixture.js'

const NODES = [...Array(SURFACE_NODES).keys()]
const positive = fc.double({ min: 0.01, max: 1e5, noNaN: true })

const decodeSamples: fc.Arbitrary<DecodeSamples> = scattered
  .filter(({ x, y }) => new Set(x).size > 2 && new Set(y).size > 2)
  .chain(({ x, y }) =>
    fc
      .tuple(
        fc.array(positive, { minLength: x.length, maxLength: x.length }),
        fc.array(positive, { minLength: x.length, maxLength: x.length }),
      )
      .map(([itl, throughput]) => ({
        kvUsage: x,
        contextLength: y,
        itlMs: Float64Array.from(itl),
        throughputPerGpu: Float64Array.from(throughput),
        maxKvTokens: 200_000,
      })),
  )

/** An engine of two GPUs as the physical model has it, measured at 4 contexts × 5 batch sizes. */
function engine(): DecodeSamples {
  const maxKvTokens = 400_000
  const places = [500, 2000, 8000, 16000].flatMap((context) =>
    [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const batch = 1 + Math.floor(share * 0.93 * (maxKvTokens / context - 1))
      return { batch, context, itl: 6 + 0.02 * batch + 3e-5 * batch * context }
    }),
  )
  return {
    kvUsage: Float64Array.from(places, ({ batch, context }) => (batch * context) / maxKvTokens),
    contextLength: Float64Array.from(places, ({ context }) => context),
    itlMs: Float64Array.from(places, ({ itl }) => itl),
    throughputPerGpu: Float64Array.from(places, ({ batch, itl }) => (1000 * batch) / itl / 2),
    maxKvTokens,
  }
}

describe('decode performance', () => {
  it('is positive and finite at every node, whatever was measured', () => {
    fc.assert(
      fc.property(decodeSamples, (samples) => {
        const decode = createDecodePerformance(samples, { compat: 'none' })
        for (let row = 0; row < SURFACE_NODES; row += 7) {
          const contextLength = (row * decode.maxContextLength) / 99
          for (let column = 0; column < SURFACE_NODES; column += 7) {
            const concurrency = contextLength > 0 ? ((column / 99) * 200_000) / contextLength : 0
            const point = decode.at({ concurrency, contextLength })
            expect(point.throughputPerGpu).toBeGreaterThan(0)
            expect(point.latencyMs).toBeGreaterThan(0)
            expect(Number.isFinite(point.throughputPerGpu * point.latencyMs)).toBe(true)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('meets the target with the highest KV usage that does, or says that none does', () => {
    fc.assert(
      fc.property(
        decodeSamples,
        positive,
        fc.double({ min: 0, max: 2e4, noNaN: true }),
        (samples, itlMs, contextLength) => {
          const decode = createDecodePerformance(samples, { compat: 'reference' })
          const best = decode.best({ itlMs, contextLength })
          const surface = createDecodeSurface(samples)
          const row = NODES.map((column) => surface.node(column, surface.row(contextLength)))
          const meeting = row.filter((node) => node.itlMs <= itlMs)
          expect(best.meetsTarget).toBe(meeting.length > 0)
          expect(best.kvUsage).toBe(meeting.at(-1)?.kvUsage ?? 0)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('agrees with the engine it was measured on, between the samples too', () => {
    const decode = createDecodePerformance(engine(), { compat: 'none' })
    for (const contextLength of [700, 1200, 3000, 5000, 12000]) {
      for (const kvUsage of [0.2, 0.4, 0.6, 0.8]) {
        const concurrency = (kvUsage * 400_000) / contextLength
        const point = decode.at({ concurrency, contextLength })
        const itl = 6 + 0.02 * concurrency + 3e-5 * kvUsage * 400_000
        expect(point.outside).toBe(false)
        expect(point.latencyMs / itl).toBeGreaterThan(0.8)
        expect(point.latencyMs / itl).toBeLessThan(1.25)
        const ratio = point.throughputPerGpu / ((1000 * concurrency) / itl / 2)
        expect(ratio).toBeGreaterThan(0.6)
        expect(ratio).toBeLessThan(1.7)
      }
    }
  })

  it('keeps the surface where it can be believed and says where it cannot', () => {
    const samples = engine()
    const decode = createDecodePerformance(samples, { compat: 'none' })
    const reference = createDecodePerformance(samples, { compat: 'reference' })
    const load = { concurrency: 20, contextLength: 8000 }
    expect(decode.at(load)).toEqual(reference.at(load))
    // Between contexts 500 and 2,000 throughput falls to a quarter; the cubic does not follow.
    const steep = { concurrency: 5, contextLength: 1000 }
    expect(decode.at(steep).source).toBe('physical-model')
    expect(decode.at(steep).throughputPerGpu).toBeGreaterThan(0)
    expect(reference.at(steep).source).toBe('profile')
  })

  it('says that a load is outside what was measured', () => {
    const decode = createDecodePerformance(engine(), { compat: 'none' })
    expect(decode.at({ concurrency: 1000, contextLength: 8000 }).outside).toBe(true)
    expect(decode.at({ concurrency: 1, contextLength: 20000 }).outside).toBe(true)
    expect(decode.at({ concurrency: 1, contextLength: 100 }).outside).toBe(true)
    expect(decode.at({ concurrency: 20, contextLength: 8000 }).outside).toBe(false)
  })
})

describe('prefill performance', () => {
  const samples: PrefillSamples = {
    isl: Float64Array.of(100, 1000, 2000, 4000),
    ttftMs: Float64Array.of(12, 30, 50, 90),
    throughputPerGpu: Float64Array.of(4166, 16666, 20000, 22222),
  }

  it('meets the samples, and clamps to the nearest outside them', () => {
    const prefill = createPrefillPerformance(samples, { compat: 'none' })
    expect(prefill.islRange).toEqual([100, 4000])
    expect(prefill.at(2000)).toEqual({
      latencyMs: expect.closeTo(50, 9),
      throughputPerGpu: expect.closeTo(20000, 6),
      source: 'profile',
      outside: false,
    })
    expect(prefill.at(5)).toEqual({ ...prefill.at(100), outside: true })
    expect(prefill.at(1e6)).toEqual({ ...prefill.at(4000), outside: true })
  })

  it('is positive between any samples, however wild', () => {
    const points = fc.uniqueArray(fc.integer({ min: 1, max: 1e5 }), { minLength: 4, maxLength: 20 })
    fc.assert(
      fc.property(
        points.chain((isl) => {
          const values = fc.array(positive, { minLength: isl.length, maxLength: isl.length })
          return fc.tuple(fc.constant(isl.sort((a, b) => a - b)), values, values)
        }),
        ([isl, ttft, throughput]) => {
          const wild = {
            isl: Float64Array.from(isl),
            ttftMs: Float64Array.from(ttft),
            throughputPerGpu: Float64Array.from(throughput),
          }
          const prefill = createPrefillPerformance(wild, { compat: 'none' })
          for (let i = 0; i <= 50; i++) {
            const point = prefill.at(isl[0]! + ((isl.at(-1)! - isl[0]!) * i) / 50)
            expect(point.throughputPerGpu).toBeGreaterThan(0)
            expect(point.latencyMs).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('takes over where the spline swings below zero, and never with compat', () => {
    const swinging = { ...samples, ttftMs: Float64Array.of(10, 11, 400, 410) }
    const wild = { ...swinging, isl: Float64Array.of(100, 3000, 3200, 4000) }
    const reference = createPrefillPerformance(wild, { compat: 'reference' })
    const prefill = createPrefillPerformance(wild, { compat: 'none' })
    expect(reference.at(1500).latencyMs).toBeLessThan(0)
    expect(reference.at(1500).source).toBe('profile')
    expect(prefill.at(1500).source).toBe('physical-model')
    expect(prefill.at(1500).latencyMs).toBeGreaterThan(9)
    expect(prefill.at(1500).latencyMs).toBeLessThan(12)
  })
})
