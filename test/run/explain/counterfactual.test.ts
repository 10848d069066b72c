import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PerRole, ROLES } from '../../../src/domain/role.js'
import type { DryRunSettings } from '../../../src/domain/settings.js'
import type { Change } from '../../../src/run/explain/change.js'
import type { PlayedCounterfactual, Trial } from '../../../src/run/explain/counterfactual.js'
import { explain } from '../../../src/run/explain/explain.js'
import { lossOf } from '../../../src/run/explain/outcome.js'
import { createResimulation } from '../../../src/run/explain/resimulation.js'
import type { Result } from '../../../src/run/result.js'
import { anyTraffic, played, WAVE } from '../../helpers/explain.js'
import { formulaProfile } from '../../helpers/profile.js'
import type { MadeRequest } from '../../helpers/requests.js'

const PASS_SHARE = 0.99

interface Played {
  readonly made: readonly MadeRequest[]
  readonly settings: Partial<DryRunSettings>
  /** The worst when absent. */
  readonly at?: number
}

/** An interval, and what would have helped it; null when it passed. */
async function explained({ made, settings, at }: Played) {
  const { result, requests } = await played(settings, made)
  const losses = result.intervals.map((record) => lossOf(record, result.settings))
  const index = at ?? losses.indexOf(Math.max(...losses))
  const sources = { requests, profile: formulaProfile() }
  const all = await explain({
    result,
    indices: [index],
    passShare: PASS_SHARE,
    counterfactual: true,
    sources,
  })
  const { counterfactual } = all[0]!
  if (counterfactual === null) return null
  if (counterfactual.method === 'arithmetic') throw new Error('a simulated run was not played')
  const resimulation = createResimulation({ result, ...sources })
  return { result, index, counterfactual, resimulation }
}

/** The settings that make a change, where there are any. */
function settingsOf(change: Change, index: number, { settings }: Result) {
  switch (change.kind) {
    case 'fleet':
      return { fleet: change.fleet }
    case 'startup':
      return { startupSeconds: change.seconds }
    case 'correction':
      return { noCorrection: true }
    case 'budget':
      return { maxGpuBudget: -1 }
    case 'replicas':
    case 'shift':
      // Only interval 0 has its replicas by settings.
      if (index > 0) return null
      return {
        startNumP: settings.startNumP + change.more.prefill,
        startNumD: settings.startNumD + change.more.decode,
      }
    case 'forecast':
      return null
  }
}

/** Changes that are one step smaller: a replica fewer, or a replica for so many of the other pool that GPUs are saved. */
function smaller(change: Change, { settings }: Result): readonly Change[] {
  const { prefillEngineNumGpu: p, decodeEngineNumGpu: d } = settings
  const less = (from: { readonly prefill: number; readonly decode: number }) =>
    ROLES.map((role) => ({ ...from, [role]: from[role] - 1 }))
  switch (change.kind) {
    case 'replicas':
      return [
        ...less(change.more),
        {
          prefill: change.more.prefill + 1,
          decode: change.more.decode - Math.floor(p / d) - 1,
        },
        {
          prefill: change.more.prefill - Math.floor(d / p) - 1,
          decode: change.more.decode + 1,
        },
      ]
        .filter(({ prefill, decode }) => prefill >= 0 && decode >= 0 && prefill + decode > 0)
        .map((more) => ({ ...change, more }))
    case 'fleet':
      return less(change.fleet)
        .filter((fleet) => ROLES.every((role) => fleet[role] >= settings.fleet![role]))
        .map((fleet) => ({ ...change, fleet }))
    default:
      return []
  }
}

const anySettings: fc.Arbitrary<Partial<DryRunSettings>> = fc.oneof(
  fc.record({
    maxGpuBudget: fc.constantFrom(-1, 2, 3, 4),
    startupSeconds: fc.constantFrom(0, 60, 200, { median: 40, sigma: 0.8 }),
    noCorrection: fc.boolean(),
    prefillEngineNumGpu: fc.constantFrom(1, 2),
    ttftMs: fc.constantFrom(150, 500),
    itlMs: fc.constantFrom(8, 15, 50),
  }),
  fc.record({ fleet: fc.constant({ prefill: 1, decode: 1 }), ttftMs: fc.constantFrom(150, 500) }),
)

/** In which every kind of change is tried that a flag can make. */
const EXAMPLES: [MadeRequest[], Partial<DryRunSettings>][] = [
  [[...WAVE], { maxGpuBudget: 2, startupSeconds: 60, ttftMs: 150 }],
  [[...WAVE], { fleet: { prefill: 1, decode: 1 }, ttftMs: 150 }],
  [WAVE.map((request) => ({ ...request, arrivalMs: request.arrivalMs / 10 })), { ttftMs: 150 }],
]

/** Bursts, so that intervals fail for want of replicas. */
const anyBursts: fc.Arbitrary<MadeRequest[]> = fc
  .tuple(anyTraffic, fc.constantFrom(0, 4, 9), fc.integer({ min: 200, max: 1500 }))
  .map(([traffic, minute, count]) => [
    ...traffic,
    ...Array.from({ length: count }, (_, i) => ({
      arrivalMs: 60_000 * minute + Math.floor((60_000 * i) / count),
      isl: 3000 + ((i * 7919) % 3000),
      osl: 20 + ((i * 104_729) % 400),
    })),
  ])

describe('what would have helped', () => {
  it('passes, fails and costs as a dry run of its own says', async () => {
    const compared = new Set<Change['kind']>()
    await fc.assert(
      fc.asyncProperty(anyBursts, anySettings, async (made, settings) => {
        const found = await explained({ made, settings })
        if (found === null) return
        const { result, index, counterfactual } = found
        for (const { change, withinBoth, passes, extraGpuHours } of counterfactual.trials) {
          const changed = settingsOf(change, index, result)
          if (changed === null) continue
          const fresh = (await played({ ...settings, ...changed }, made)).result
          const again = fresh.intervals[index]!.simulated!
          expect(again.goodputRequests).toBe(withinBoth)
          expect(again.goodputRequests >= counterfactual.soughtRequests).toBe(passes)
          expect(gpuHours(fresh, index) - gpuHours(result, index)).toBeCloseTo(extraGpuHours, 9)
          compared.add(change.kind)
        }
      }),
      { numRuns: 25, examples: EXAMPLES },
    )
    expect([...compared].sort()).toEqual(['budget', 'correction', 'fleet', 'replicas', 'startup'])
  })

  it('passes when the whole trace is played with it, and with one replica or a GPU fewer does not', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(anyBursts, anySettings, async (made, settings) => {
        const found = await explained({ made, settings })
        if (found === null) return
        const { result, index, counterfactual, resimulation } = found
        const met = async (change: Change) =>
          (await resimulation.intervals(change))[index]!.simulated!.goodputRequests
        for (const { change } of counterfactual.trials.filter(({ passes }) => passes)) {
          expect(await met(change)).toBeGreaterThanOrEqual(counterfactual.soughtRequests)
          for (const less of smaller(change, result)) {
            expect(await met(less)).toBeLessThan(counterfactual.soughtRequests)
            compared++
          }
        }
      }),
      { numRuns: 20 },
    )
    expect(compared).toBeGreaterThan(10)
  })

  it('takes as few GPUs as any replicas that could have been added from there on', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(anyBursts, anySettings, async (made, settings) => {
        const found = await explained({ made, settings })
        const trial = found?.counterfactual.trials.find(
          ({ change, passes }) => passes && change.kind === 'replicas',
        )
        if (!found || trial?.change.kind !== 'replicas') return
        const { change } = trial
        const { result, index, counterfactual, resimulation } = found
        const gpus = ({ prefill, decode }: PerRole<number>) =>
          prefill * result.settings.prefillEngineNumGpu + decode
        for (let prefill = 0; prefill <= change.more.prefill + 2; prefill++) {
          for (let decode = 0; decode <= change.more.decode + 4; decode++) {
            const more = { prefill, decode }
            if (gpus(more) === 0 || gpus(more) >= gpus(change.more)) continue
            const { withinBoth } = await resimulation.met(index, { ...change, more })
            expect(withinBoth, JSON.stringify(more)).toBeLessThan(counterfactual.soughtRequests)
            compared++
          }
        }
      }),
      { numRuns: 15 },
    )
    expect(compared).toBeGreaterThan(20)
  })

  it('is the first that passes of all tried, and within the budget if any is', async () => {
    await fc.assert(
      fc.asyncProperty(anyBursts, anySettings, async (made, settings) => {
        const found = await explained({ made, settings })
        if (found === null) return
        const { result, counterfactual } = found
        const isOver = ({ change, gpus }: Trial) => {
          const { fleet, maxGpuBudget } = result.settings
          if (fleet !== null || maxGpuBudget < 0) return false
          return change.kind === 'budget' || (gpus ?? 0) > maxGpuBudget
        }
        const passing = counterfactual.trials.filter(({ passes }) => passes)
        expect(counterfactual.found).toBe(passing[0] ?? null)
        if (passing.some((trial) => !isOver(trial))) expect(isOver(passing[0]!)).toBe(false)
        for (const trial of counterfactual.trials) {
          if (trial.change.kind === 'shift') expect(isOver(trial)).toBe(false)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('leaves out of what is sought the requests that miss alone on an idle fleet', async () => {
    // TTFT = 10 + 0.02·L + 1e-7·L² ms: 16,000 tokens take 355.6 ms, 4,000 tokens 91.6 ms.
    const made = Array.from({ length: 300 }, (_, i) => ({
      arrivalMs: 200 * i,
      isl: i % 10 === 0 ? 16_000 : 4000,
      osl: 10,
    }))
    const found = await explained({ made, settings: { ttftMs: 200 } })
    expect(found!.counterfactual).toMatchObject({
      alone: { missed: 30, missedTtft: 30, missedItl: 0, rejected: 0, slowest: { isl: 16_000 } },
      soughtRequests: 268, // 99 % of 270 are 267.3
    })
    expect(found!.counterfactual.alone.slowest!.ttftMs).toBeCloseTo(355.6, 1)
  })

  it('is nothing where no request can meet its targets', async () => {
    const made = Array.from({ length: 20 }, (_, i) => ({ arrivalMs: 3000 * i, isl: 8000, osl: 10 }))
    const { counterfactual } = (await explained({ made, settings: { ttftMs: 100 } }))!
    expect(counterfactual).toMatchObject({ found: null, trials: [], soughtRequests: 0, plays: 0 })
    expect(counterfactual.alone.missed).toBe(20)
  })

  it('is more replicas from before a wave that a start-up time delays', async () => {
    const found = await explained({ made: WAVE, settings: { startupSeconds: 60 }, at: 4 })
    expect(found!.counterfactual.found).toMatchObject({
      change: { kind: 'replicas', from: 3, through: 4 },
      passes: true,
    })
    expect(codes(found!.counterfactual)).toEqual(['start-up', 'earlier'])
    // A forecast that knew the wave asks for the replicas at its begin, a start-up time too late.
    expect(byKind(found!.counterfactual, 'forecast')).toMatchObject({ passes: false })
  })

  it('is more replicas in the interval itself where they start at once', async () => {
    const found = await explained({ made: WAVE, settings: { startupSeconds: 0 }, at: 4 })
    expect(found!.counterfactual.found).toMatchObject({
      change: { kind: 'replicas', from: 4, through: 4 },
    })
    expect(byKind(found!.counterfactual, 'startup')).toBeUndefined()
    expect(codes(found!.counterfactual)).toEqual([])
    expect(byKind(found!.counterfactual, 'forecast')).toMatchObject({ passes: true })
  })

  it('names the replicas of one pool that the other could have given within the budget', async () => {
    // 4,000 tokens take 91.6 ms: 20 a second are the work of 1.8 replicas; decode has three to spare.
    const made = Array.from({ length: 1200 }, (_, i) => ({ arrivalMs: 50 * i, isl: 4000, osl: 10 }))
    const settings = { startNumP: 1, startNumD: 4, maxGpuBudget: 5, ttftMs: 500 }
    const found = await explained({ made, settings })
    const { change, passes, gpus } = found!.counterfactual.found!
    expect({ change, passes, gpus }).toMatchObject({
      change: { kind: 'shift', from: 0, through: 0 },
      passes: true,
      gpus: 5,
    })
    const { more } = change as Extract<Change, { readonly kind: 'shift' }>
    expect(more.prefill).toBe(-more.decode)
  })

  it('is refused for a result that the trace and profile no longer lead to', async () => {
    const { result, requests } = await played({ startupSeconds: 60 }, WAVE)
    const isl = requests.isl.map((tokens) => tokens * 2)
    const sources = { requests: { ...requests, isl }, profile: formulaProfile() }
    await expect(
      explain({ result, indices: [4], passShare: PASS_SHARE, counterfactual: true, sources }),
    ).rejects.toThrow(/played again, interval 4 has \d+ requests within both targets, not \d+/)
  })
})

function gpuHours({ intervals }: Result, index: number): number {
  return intervals
    .slice(0, index + 1)
    .reduce((sum, { simulated }) => sum + simulated!.gpuSeconds / 3600, 0)
}

function codes({ causes }: PlayedCounterfactual): readonly string[] {
  return causes.map(({ code }) => code)
}

function byKind({ trials }: PlayedCounterfactual, kind: Change['kind']): Trial | undefined {
  return trials.find(({ change }) => change.kind === kind)
}
