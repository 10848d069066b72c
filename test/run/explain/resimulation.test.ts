import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoadPredictor } from '../../../src/domain/settings.js'
import { parseResult } from '../../../src/files/result.js'
import { createResimulation } from '../../../src/run/explain/resimulation.js'
import { renderResultJson } from '../../../src/run/result-json.js'
import { anyTraffic, played, WAVE } from '../../helpers/explain.js'
import { formulaProfile } from '../../helpers/profile.js'

describe('a re-simulation', () => {
  it.each([
    {},
    { startupSeconds: { median: 40, sigma: 0.8 }, seed: 7 },
    { fleet: { prefill: 2, decode: 1 } },
    { drain: { killAfterSeconds: 1 }, maxGpuBudget: 4, loadPredictor: 'arima' as LoadPredictor },
    { startupSeconds: 150, emptyIntervals: 'drop' as const },
  ])('without a change gives the same bytes as the run it repeats: %j', async (settings) => {
    const { result, requests } = await played(settings, WAVE)
    const stored = parseResult(renderResultJson(result), 'result.json')
    const again = createResimulation({ result: stored, requests, profile: formulaProfile() })
    const intervals = await again.intervals(null)
    expect(renderResultJson({ ...result, intervals })).toBe(renderResultJson(result))
  })

  it('of one interval ends early and says the same of it', async () => {
    await fc.assert(
      fc.asyncProperty(anyTraffic, fc.nat(), async (made, pick) => {
        const { result, requests } = await played({ maxGpuBudget: 6 }, made)
        const again = createResimulation({ result, requests, profile: formulaProfile() })
        const index = pick % result.intervals.length
        const { felt } = await again.interval(index, null)
        expect(result.intervals[index]!.simulated).toMatchObject(felt)
      }),
      { numRuns: 30 },
    )
  })

  it('that ends once every miss is certain counts the same within both targets', async () => {
    const change = {
      kind: 'replicas',
      more: { prefill: 1, decode: 0 },
      from: 0,
      through: 99,
    } as const
    await fc.assert(
      fc.asyncProperty(
        anyTraffic,
        fc.nat(),
        fc.constantFrom(6, 8, 50),
        async (made, pick, itlMs) => {
          const settings = { adjustmentIntervalSeconds: 5, itlMs, startupSeconds: 12 }
          const { result, requests } = await played(settings, made)
          const again = createResimulation({ result, requests, profile: formulaProfile() })
          const index = pick % result.intervals.length
          const { felt, gpuHours } = await again.interval(index, change)
          const met = await again.met(index, change)
          expect(met).toEqual({ withinBoth: felt.goodputRequests, gpuHours })
        },
      ),
      { numRuns: 100 },
    )
  })

  it('with a change in an interval leaves all intervals before it as they were', async () => {
    const { result, requests } = await played({}, WAVE)
    const again = createResimulation({ result, requests, profile: formulaProfile() })
    const more = { prefill: 2, decode: 1 }
    const changed = await again.intervals({ kind: 'replicas', more, from: 4, through: 5 })
    expect(changed.slice(0, 4).map(({ target }) => target)).toEqual(
      result.intervals.slice(0, 4).map(({ target }) => target),
    )
    for (const index of [4, 5]) {
      const { prefill, decode } = result.intervals[index]!.target
      expect(changed[index]!.target).toEqual({ prefill: prefill + 2, decode: decode + 1 })
    }
  })
})
