import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyBudget } from '../../src/planner/limits.js'
import { plannerSettings } from '../helpers/settings.js'
import { describeShared, sharedPath } from '../helpers/shared.js'

const counts = fc.integer({ min: 0, max: 200 })
const gpus = fc.integer({ min: 1, max: 16 })

describe('applyBudget', () => {
  it('shares 64 GPUs between 45 × 8 and 46 × 2 as 6 and 8', () => {
    const settings = plannerSettings({
      maxGpuBudget: 64,
      prefillEngineNumGpu: 8,
      decodeEngineNumGpu: 2,
    })
    const limited = applyBudget({ prefill: 45, decode: 46 }, settings)
    expect(limited.replicas).toEqual({ prefill: 6, decode: 8 })
    expect(limited.reasons.map((reason) => reason.text)).toEqual([
      '452 GPUs wanted (45 prefill + 46 decode), the budget is 64: 6 prefill + 8 decode, 64 GPUs',
    ])
  })

  it('says nothing and changes nothing when the need fits or there is no budget', () => {
    for (const maxGpuBudget of [-1, 10]) {
      const wanted = { prefill: 4, decode: 6 }
      expect(applyBudget(wanted, plannerSettings({ maxGpuBudget }))).toEqual({
        replicas: wanted,
        reasons: [],
      })
    }
  })

  it('never exceeds the budget, never goes under the minimum when that fits, never gives more than asked', () => {
    const any = fc.record({
      p: counts,
      d: counts,
      gp: gpus,
      gd: gpus,
      budget: fc.integer({ min: 0, max: 256 }),
      min: fc.integer({ min: 0, max: 4 }),
      mode: fc.constantFrom('disagg' as const, 'prefill' as const, 'decode' as const),
    })
    fc.assert(
      fc.property(any, ({ p, d, gp, gd, budget, min, mode }) => {
        const settings = plannerSettings({
          mode,
          maxGpuBudget: budget,
          minEndpoint: min,
          prefillEngineNumGpu: gp,
          decodeEngineNumGpu: gd,
        })
        const wanted = {
          prefill: mode === 'decode' ? 0 : Math.max(min, p),
          decode: mode === 'prefill' ? 0 : Math.max(min, d),
        }
        const { replicas } = applyBudget(wanted, settings)
        expect(replicas.prefill * gp + replicas.decode * gd).toBeLessThanOrEqual(budget)
        expect(replicas.prefill).toBeLessThanOrEqual(wanted.prefill)
        expect(replicas.decode).toBeLessThanOrEqual(wanted.decode)
        const least = (mode === 'decode' ? 0 : min * gp) + (mode === 'prefill' ? 0 : min * gd)
        if (least <= budget && mode !== 'decode')
          expect(replicas.prefill).toBeGreaterThanOrEqual(min)
        if (least <= budget && mode !== 'prefill')
          expect(replicas.decode).toBeGreaterThanOrEqual(min)
      }),
      { numRuns: 5000 },
    )
  })
})

describeShared('applyBudget beside the established planner', () => {
  const cases = JSON.parse(readFileSync(sharedPath('conformance/unit/budget.json'), 'utf8')) as {
    readonly global: readonly [number, number, number, number, number, number, [number, number]][]
    readonly component: readonly [number, number, number, number, number][]
  }

  it.each(cases.global)(
    'both pools: %i and %i replicas of %i and %i GPUs, budget %i, minimum %i',
    (...row) => {
      const [
        prefill,
        decode,
        prefillEngineNumGpu,
        decodeEngineNumGpu,
        maxGpuBudget,
        minEndpoint,
        result,
      ] = row
      const settings = plannerSettings({
        prefillEngineNumGpu,
        decodeEngineNumGpu,
        maxGpuBudget,
        minEndpoint,
        compat: 'reference',
      })
      const { replicas } = applyBudget({ prefill, decode }, settings)
      expect([replicas.prefill, replicas.decode]).toEqual(result)
    },
  )

  it.each(cases.component)(
    'one pool: %i replicas of %i GPUs, budget %i, minimum %i is %i',
    (...row) => {
      const [n, engineGpus, maxGpuBudget, minEndpoint, result] = row
      for (const mode of ['prefill', 'decode'] as const) {
        const settings = plannerSettings({
          mode,
          maxGpuBudget,
          minEndpoint,
          prefillEngineNumGpu: engineGpus,
          decodeEngineNumGpu: engineGpus,
          compat: 'reference',
        })
        const wanted = { prefill: 0, decode: 0, [mode]: n }
        expect(applyBudget(wanted, settings).replicas[mode]).toBe(result)
      }
    },
  )
})
