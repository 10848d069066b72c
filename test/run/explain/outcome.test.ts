import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeCounterfactual } from '../../../src/run/explain/arithmetic.js'
import { queueBefore } from '../../../src/run/explain/causes.js'
import { lossOf, outcomeOf, requestsToPass } from '../../../src/run/explain/outcome.js'
import { decidedResult, played, WAVE } from '../../helpers/explain.js'

const FORECAST = { requests: 1200, isl: 1000, osl: 200 }

describe('whether an interval passed', () => {
  it.each([
    [0.99, 188, 187],
    [0.99, 100, 99],
    [0.07, 100, 7],
    [0.29, 100, 29],
    [1, 27, 27],
    [0.001, 3, 1],
    [0.99, 0, 0],
  ])('%f of %i requests are %i', (share, requests, fewest) => {
    expect(requestsToPass(share, requests)).toBe(fewest)
  })

  it('is decided by the fewest requests that are at least the share', () => {
    const share = fc.integer({ min: 1, max: 1000 }).map((thousandths) => thousandths / 1000)
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 1_000_000 }), (passShare, requests) => {
        const fewest = requestsToPass(passShare, requests)
        expect(fewest / requests).toBeGreaterThanOrEqual(passShare)
        expect((fewest - 1) / requests).toBeLessThan(passShare)
      }),
    )
  })

  it('is decided by capacity in an open-loop run', () => {
    // 2 + 4 replicas carry 1,200,000 input and 240,000 output tokens in 60 s.
    const of = (actual: typeof FORECAST) =>
      outcomeOf(decidedResult({ forecast: FORECAST, actual }), { index: 1, passShare: 0.99 }).passes
    expect(of(FORECAST)).toBe(true)
    expect(of({ ...FORECAST, requests: 1201 })).toBe(false)
    expect(of({ requests: 0, isl: 0, osl: 0 })).toBeNull()
  })
})

describe('an open-loop interval above capacity', () => {
  it('lost the requests that the shorter pool could not carry', () => {
    const { intervals, settings } = decidedResult({
      forecast: FORECAST,
      actual: { requests: 2400, isl: 1000, osl: 400 },
    })
    // Decode: 960,000 tokens on a capacity of 240,000: three quarters of 2,400 requests.
    expect(lossOf(intervals[1]!, settings)).toBe(1800)
  })

  it.each([
    [{ maxGpuBudget: -1 }, { prefill: 4, decode: 8, gpus: 12, gpuBudget: null }],
    [{ maxGpuBudget: 7 }, { prefill: 4, decode: 8, gpus: 12, gpuBudget: 7 }],
    [{ prefillEngineNumGpu: 2 }, { prefill: 2, decode: 8, gpus: 12, gpuBudget: null }],
    [
      { prefillEngineNumGpu: 2, compat: 'reference' as const },
      { prefill: 2, decode: 8, gpus: 12, gpuBudget: null },
    ],
  ])('with %j needs %j', (settings, { prefill, decode, gpus, gpuBudget }) => {
    const actual = { ...FORECAST, requests: 2400 }
    const computed = computeCounterfactual(
      decidedResult({ forecast: FORECAST, actual, settings }),
      1,
    )
    expect(computed).toMatchObject({
      pools: [
        { role: 'prefill', needed: prefill },
        { role: 'decode', needed: decode },
      ],
      gpus,
      gpuBudget,
    })
  })

  it('needs no number where none is known: no replica was given', () => {
    const settings = { maxGpuBudget: 1 }
    expect(computeCounterfactual(decidedResult({ forecast: FORECAST, settings }), 1)).toMatchObject(
      { pools: [{ needed: null }, { needed: null }], gpus: null },
    )
  })
})

describe('a simulated interval', () => {
  it('has the pools as they were when it began and ended, and the queue since it began', async () => {
    const { result } = await played({ startupSeconds: 90 }, WAVE)
    const passShare = 0.99
    for (const { index, simulated, target, observed } of result.intervals) {
      const { pools, felt, passes } = outcomeOf(result, { index, passShare })
      const before = result.intervals[index - 1]?.simulated
      expect(pools.map(({ simulated }) => simulated)).toEqual(
        (['prefill', 'decode'] as const).map((role) => ({
          readyAtBegin: before?.ready[role] ?? target[role],
          readyAtEnd: simulated!.ready[role],
          queueAtBegin: before?.queue[role] ?? 0,
          queueAtEnd: simulated!.queue[role],
        })),
      )
      expect(felt?.missed).toBe(observed.requests - simulated!.goodputRequests)
      expect(passes).toBe(simulated!.sla.both! >= passShare)
      for (const { role, waiting, since } of queueBefore({ result, index })) {
        expect(waiting).toBe(before!.queue[role])
        const between = result.intervals
          .slice(since, index)
          .map((one) => one.simulated!.queue[role])
        expect(Math.min(...between)).toBeGreaterThan(0)
        expect(result.intervals[since - 1]?.simulated?.queue[role] ?? 0).toBe(0)
      }
    }
  })
})
