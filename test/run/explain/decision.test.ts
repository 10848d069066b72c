import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../../src/domain/role.js'
import { explainDecision } from '../../../src/run/explain/decision.js'
import type { PoolSizing } from '../../../src/run/explain/explanation.js'
import { anyTraffic, type Decided, decidedResult, played } from '../../helpers/explain.js'

const FORECAST = { requests: 1200, isl: 1000, osl: 200 }

interface Case extends Partial<Decided> {
  readonly title: string
  readonly role: Role
  readonly sizing: Partial<PoolSizing>
}

describe('the arithmetic of a decision', () => {
  // 1,200 × 1,000 ÷ 60 s = 20,000 tokens/s of 10,000/s/GPU; 1,200 × 200 ÷ 60 s = 4,000 of 1,000.
  const CASES: readonly Case[] = [
    {
      title: 'prefill: requests × ISL ÷ seconds ÷ throughput',
      role: 'prefill',
      sizing: { tokensPerSecond: 20_000, demandTokensPerSecond: 20_000, needed: 2, wanted: 2 },
    },
    {
      title: 'decode: requests × OSL ÷ seconds ÷ throughput',
      role: 'decode',
      sizing: { tokensPerSecond: 4000, throughputPerGpu: 1000, needed: 4, wanted: 4 },
    },
    {
      title: 'the GPUs of a replica divide',
      role: 'decode',
      settings: { decodeEngineNumGpu: 3 },
      sizing: { gpusPerReplica: 3, needed: 4 / 3, wanted: 2 },
    },
    {
      title: 'a prefill correction below 1 lessens the demand; both counts are known',
      role: 'prefill',
      correction: { prefill: 0.5, decode: 1 },
      sizing: { demandTokensPerSecond: 10_000, wanted: 1, wantedUncorrected: 2 },
    },
    {
      title: 'a prefill correction above 1 changes nothing',
      role: 'prefill',
      correction: { prefill: 3, decode: 1 },
      sizing: { demandTokensPerSecond: 20_000, wanted: 2, wantedUncorrected: 2 },
    },
    {
      title: 'a decode correction divides the target; the count without it is not in the result',
      role: 'decode',
      correction: { prefill: 1, decode: 2 },
      sizing: { targetMs: 25, wanted: 4, wantedUncorrected: null },
    },
    {
      title: 'a decode correction above 1 added nothing to the minimum',
      role: 'decode',
      correction: { prefill: 1, decode: 2 },
      settings: { minEndpoint: 4 },
      sizing: { wanted: 4, wantedUncorrected: 4 },
    },
    {
      title: 'a decode correction below 1 may have taken some away even at the minimum',
      role: 'decode',
      correction: { prefill: 1, decode: 0.5 },
      settings: { minEndpoint: 4 },
      sizing: { targetMs: 100, wanted: 4, wantedUncorrected: null },
    },
    {
      title: 'no traffic needs nothing and gets the minimum',
      role: 'prefill',
      forecast: { requests: 0, isl: 1000, osl: 200 },
      settings: { minEndpoint: 2 },
      sizing: { needed: 0, wanted: 2 },
    },
  ]

  it.each(CASES)('$title', ({ role, sizing, forecast = FORECAST, ...decided }) => {
    const { pools, planned } = explainDecision(decidedResult({ forecast, ...decided }), 1)
    expect(planned).toBe(true)
    expect(pools.find((pool) => pool.role === role)?.sizing).toMatchObject(sizing)
  })

  it('of interval 0 and of a fixed fleet has no sizing: nothing was planned', async () => {
    const made = [{ arrivalMs: 0, isl: 100, osl: 10 }]
    const { result } = await played({ fleet: { prefill: 2, decode: 1 } }, made)
    for (const each of [decidedResult({ forecast: FORECAST }), result]) {
      const { planned, pools, gpus } = explainDecision(each, 0)
      expect(planned).toBe(false)
      expect(pools.map(({ sizing }) => sizing)).toEqual([null, null])
      expect(gpus.wanted).toBeNull()
    }
  })

  it('has the planned pools only', () => {
    const one = explainDecision(
      decidedResult({ forecast: FORECAST, settings: { mode: 'decode' } }),
      1,
    )
    expect(one.pools.map(({ role }) => role)).toEqual(['decode'])
    expect(one.gpus).toEqual({ wanted: 4, given: 4 })
  })

  it('leads from the stored forecast to the stored replicas, whatever the traffic', async () => {
    const settings = fc.record({
      prefillEngineNumGpu: fc.integer({ min: 1, max: 4 }),
      decodeEngineNumGpu: fc.integer({ min: 1, max: 4 }),
      minEndpoint: fc.integer({ min: 1, max: 3 }),
      noCorrection: fc.boolean(),
      startupSeconds: fc.constantFrom(0, 90),
    })
    await fc.assert(
      fc.asyncProperty(anyTraffic, settings, async (made, changed) => {
        const { result } = await played(changed, made)
        for (const { index, predicted, decision, target } of result.intervals.slice(1)) {
          const explained = explainDecision(result, index)
          for (const role of ROLES) {
            const { sizing, replicas } = explained.pools.find((pool) => pool.role === role)!
            const tokens = role === 'prefill' ? predicted.isl : predicted.osl
            const applied = role === 'prefill' ? Math.min(1, sizing!.correction) : 1
            const demand = ((predicted.requests * tokens) / 60) * applied
            expect(sizing!.demandTokensPerSecond).toBeCloseTo(demand, 6)
            expect(Math.max(changed.minEndpoint, Math.ceil(sizing!.needed))).toBe(sizing!.wanted)
            expect(sizing!.wanted).toBe(decision.unclamped[role])
            expect(replicas).toBe(target[role])
          }
          expect(explained.gpus.given).toBe(explained.gpus.wanted)
          expect(explained.bounds.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 30 },
    )
  })
})
