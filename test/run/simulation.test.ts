import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DryRunSettings } from '../../src/domain/settings.js'
import { readRequestsAndIntervals } from '../../src/files/trace.js'
import { hasAlternatives } from '../../src/run/alternatives.js'
import { dryRun } from '../../src/run/dryrun.js'
import type { Result } from '../../src/run/result.js'
import { renderResultJson } from '../../src/run/result-json.js'
import { formulaProfile } from '../helpers/profile.js'
import { type MadeRequest, requestsOf, traceOfRequests } from '../helpers/requests.js'
import { plannerSettings } from '../helpers/settings.js'
import { describeShared, sharedPath } from '../helpers/shared.js'
import { readSharedProfile } from '../helpers/shared-profile.js'

const TRAFFIC: readonly MadeRequest[] = Array.from({ length: 900 }, (_, i) => ({
  arrivalMs: i * 700 + (i % 7) * 35,
  isl: 500 + ((i * 7919) % 6000),
  osl: 1 + ((i * 104_729) % 200),
}))

function play(changed: Partial<DryRunSettings> = {}, made = TRAFFIC): Promise<Result> {
  const settings = plannerSettings({ simulate: 'requests', ...changed })
  return dryRun({
    settings,
    trace: traceOfRequests(made, settings.adjustmentIntervalSeconds),
    requests: requestsOf(made),
    warmup: null,
    profile: formulaProfile(),
    resources: {},
    plannerVersion: '0.0.0',
  })
}

const decisions = ({ intervals }: Result) =>
  intervals.map(({ target, predicted }) => ({ target, predicted }))

const anyTraffic = fc.array(
  fc.record({
    arrivalMs: fc.integer({ min: 0, max: 900_000 }),
    isl: fc.integer({ min: 1, max: 20_000 }),
    osl: fc.integer({ min: 0, max: 400 }),
  }),
  { minLength: 1, maxLength: 300 },
)

describe('a simulated dry run', () => {
  it('decides with --no-correction what the open loop decides', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTraffic,
        fc.constantFrom(0, 45, 60, 300),
        async (made, startupSeconds) => {
          const settings = { noCorrection: true, startupSeconds, maxGpuBudget: 12 }
          const open = await play({ ...settings, simulate: 'none' }, made)
          expect(decisions(await play(settings, made))).toEqual(decisions(open))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('accounts for every request, keeps shares within 0..1 and quantiles in order', async () => {
    await fc.assert(
      fc.asyncProperty(anyTraffic, async (made) => {
        const { intervals, summary } = await play({ maxGpuBudget: 6 }, made)
        const { completed, rejected, killed, ttftMs, sla } = summary.simulated!
        expect(completed + rejected + killed).toBe(made.length)
        const sum = (of: (i: number) => number) =>
          intervals.reduce((total, _, i) => total + of(i), 0)
        expect(sum((i) => intervals[i]!.simulated!.completed)).toBe(completed)
        expect(sum((i) => intervals[i]!.simulated!.goodputRequests)).toBe(
          summary.simulated!.withinBoth,
        )
        expect(summary.simulated!.withinBoth / made.length).toBe(sla.both)
        expect(Math.max(sla.both!, 0)).toBeLessThanOrEqual(Math.min(sla.ttft!, sla.itl!))
        const { p50, p90, p95, p99, max } = ttftMs
        const quantiles = [p50, p90, p95, p99, max].map((value) => value ?? 0)
        expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b))
      }),
      { numRuns: 40 },
    )
  })

  it('counts GPU-seconds by interval that add up to the GPU-hours of the summary', async () => {
    const { intervals, summary } = await play({ decodeEngineNumGpu: 2 })
    const seconds = intervals.reduce((total, { simulated }) => total + simulated!.gpuSeconds, 0)
    expect(summary.simulated!.gpuHours).toBeCloseTo(seconds / 3600, 12)
  })

  it('gives a lone request the TTFT of the profile: 10 + 0.02 · 2,000 + 1e-7 · 2,000² = 50.4 ms', async () => {
    const { summary } = await play({ startupSeconds: 0 }, [{ arrivalMs: 0, isl: 2000, osl: 10 }])
    expect(summary.simulated!.ttftPartsMs.prefill).toBeCloseTo(50.4, 4)
    expect(summary.simulated!.queueWaitMs.max).toBe(0)
  })

  it('serves with a fixed fleet and no planner when told to', async () => {
    const { intervals, summary } = await play({ fleet: { prefill: 4, decode: 2 } })
    expect(new Set(intervals.map(({ target }) => `${target.prefill},${target.decode}`))).toEqual(
      new Set(['4,2']),
    )
    expect(intervals.every(({ decision }) => decision.reasons[0]?.code === 'fixed')).toBe(true)
    expect(summary.simulated!.alternatives).toBeNull()
    expect(summary.simulated!.gpuHours).toBeCloseTo((6 * intervals.length) / 60, 9)
  })

  it('gives the same bytes for the same seed, chance included', async () => {
    const settings = { startupSeconds: { median: 40, sigma: 0.8 }, seed: 7 }
    const [a, b] = [await play(settings), await play(settings)]
    expect(renderResultJson(a)).toBe(renderResultJson(b))
  })

  it('skips decisions while replicas are starting, and says so', async () => {
    // More requests each minute, so that each decision wants another replica.
    const growing = Array.from({ length: 8 }, (_, minute) =>
      Array.from({ length: 900 * (minute + 1) }, (_, i) => ({
        arrivalMs: 60_000 * minute + (60_000 * i) / (900 * (minute + 1)),
        isl: 2000,
        osl: 200,
      })),
    ).flat()
    const { intervals } = await play({ startupSeconds: 150, itlMs: 8 }, growing)
    const skipped = intervals.filter(({ decision }) =>
      decision.reasons.some(({ code }) => code === 'skipped'),
    )
    expect(skipped.length).toBeGreaterThan(0)
    for (const { decision } of skipped) {
      expect(decision.reasons.at(-1)?.text).toMatch(/^decision \d+ is not acknowledged yet$/)
    }
  })

  it('says that nothing was served when nothing fits', async () => {
    const { summary, warnings } = await play({}, [{ arrivalMs: 0, isl: 2_000_000, osl: 1 }])
    expect(summary.simulated).toMatchObject({ completed: 0, rejected: 1, sla: { both: 0 } })
    expect(warnings).toContain('nothing was ever served: 1 rejected and 0 killed of 1 request')
  })

  it('counts money by GPU-hour', async () => {
    const { summary } = await play({ gpuCost: 2.5 })
    expect(summary.simulated!.cost).toBe(summary.simulated!.gpuHours * 2.5)
  })

  it('plays other fleets when told to, and by itself only where the trace is short', async () => {
    const none = { alternatives: 'never' } as const
    expect((await play(none)).summary.simulated!.alternatives).toBeNull()
    expect((await play({})).summary.simulated!.alternatives).not.toBeNull()
    const own = { fleet: null }
    expect(hasAlternatives({ ...own, alternatives: 'auto' }, 200_000)).toBe(true)
    expect(hasAlternatives({ ...own, alternatives: 'auto' }, 200_001)).toBe(false)
    expect(hasAlternatives({ ...own, alternatives: 'always' }, 200_001)).toBe(true)
    const fixed = { fleet: { prefill: 1, decode: 1 }, alternatives: 'always' } as const
    expect(hasAlternatives(fixed, 10)).toBe(false)
  })

  it('fits the schema of the result file', async () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../docs/schemas/result.schema.json', import.meta.url), 'utf8'),
    )
    const validate = new Ajv2020({ allErrors: true }).compile(schema)
    for (const changed of [
      {},
      { fleet: { prefill: 1, decode: 1 } },
      { drain: { killAfterSeconds: 5 } },
    ]) {
      const result = await play(changed)
      validate(JSON.parse(renderResultJson(result)))
      expect(validate.errors).toBeNull()
    }
  })
})

interface FleetCase {
  readonly trace: string
  readonly prefill: number
  readonly decode: number
  readonly requests: number
  readonly result: {
    readonly ttftMs: Readonly<Record<string, number>>
    readonly itlPerRequestMs: Readonly<Record<string, number>>
    readonly withinBoth: Readonly<Record<string, number>>
  }
}

describeShared('a fixed fleet beside an independent simulation', () => {
  const cases = JSON.parse(readFileSync(sharedPath('conformance/fleet.json'), 'utf8')) as Record<
    string,
    FleetCase
  >

  it.each(Object.entries(cases))(
    '%s: latencies within 0.5 %, counts within 0.1 % of the requests',
    async (_, known) => {
      const profile = await readSharedProfile('data/profiles/H200_TP1P_TP1D')
      const { requests, ...trace } = await readRequestsAndIntervals({
        path: sharedPath('data/traces', `${known.trace}.jsonl`),
        adjustmentIntervalSeconds: 180,
        emptyIntervals: 'fill',
        onBadLine: 'error',
        wantsBlocks: false,
      })
      for (const [targets, within] of Object.entries(known.result.withinBoth)) {
        const [ttftMs, itlMs] = targets.split('/').map(Number)
        const settings = plannerSettings({
          simulate: 'requests',
          fleet: { prefill: known.prefill, decode: known.decode },
          router: 'round-robin',
          noContextTerm: true,
          decodeTiming: 'grid',
          ttftEnds: 'prefill',
          prefixCache: 'off',
          ttftMs: ttftMs!,
          itlMs: itlMs!,
          adjustmentIntervalSeconds: 180,
        })
        const { summary } = await dryRun({
          settings,
          trace,
          requests,
          profile,
          warmup: null,
          resources: {},
          plannerVersion: '0',
        })
        const simulated = summary.simulated!
        expect(Math.abs(simulated.withinBoth - within)).toBeLessThanOrEqual(0.001 * known.requests)
        for (const quantile of ['mean', 'p50', 'p90', 'p99'] as const) {
          expect(
            Math.abs(simulated.ttftMs[quantile]! / known.result.ttftMs[quantile]! - 1),
          ).toBeLessThanOrEqual(0.005)
          expect(
            Math.abs(simulated.itlMs[quantile]! / known.result.itlPerRequestMs[quantile]! - 1),
          ).toBeLessThanOrEqual(0.005)
        }
      }
    },
  )
})
