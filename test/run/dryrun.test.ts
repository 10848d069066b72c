import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DryRunSettings } from '../../src/domain/settings.js'
import type { Traffic } from '../../src/domain/traffic.js'
import { dryRun } from '../../src/run/dryrun.js'
import { renderResultJson } from '../../src/run/result-json.js'
import { formulaProfile } from '../helpers/profile.js'
import { plannerSettings } from '../helpers/settings.js'
import { traceOf } from '../helpers/trace.js'

const RAMP: readonly Traffic[] = Array.from({ length: 12 }, (_, i) => ({
  requests: 200 * (i + 1),
  isl: 2000,
  osl: 300,
}))

function run(
  changed: Partial<DryRunSettings> = {},
  traffic = RAMP,
  warmup: readonly Traffic[] | null = null,
) {
  return dryRun({
    settings: plannerSettings(changed),
    trace: traceOf(traffic),
    warmup: warmup && traceOf(warmup),
    profile: formulaProfile(),
    resources: {},
    plannerVersion: '0.0.0',
  })
}

describe('dryRun', () => {
  it('starts with the start replicas and its own traffic as prediction', async () => {
    const { intervals } = await run({ startNumP: 3, startNumD: 2 })
    expect(intervals[0]).toMatchObject({ target: { prefill: 3, decode: 2 }, predicted: RAMP[0] })
    expect(intervals[0]?.decision.reasons.map((reason) => reason.code)).toEqual(['start'])
  })

  it('decides each interval from the intervals before it alone', async () => {
    const whole = await run()
    for (const length of [1, 5, 11]) {
      const part = await run({}, RAMP.slice(0, length))
      expect(part.intervals).toEqual(whole.intervals.slice(0, length))
    }
    const changed = await run({}, [...RAMP.slice(0, 11), { requests: 9999, isl: 1, osl: 1 }])
    expect(changed.intervals[11]?.target).toEqual(whole.intervals[11]?.target)
  })

  it('numbers a warm-up −n .. −1, lets it end where the trace begins, and forecasts from it', async () => {
    const { warmup, intervals } = await run(
      {},
      [{ requests: 0, isl: 0, osl: 0 }, ...RAMP],
      RAMP.slice(0, 3),
    )
    expect(warmup.map(({ index, startSeconds }) => [index, startSeconds])).toEqual([
      [-3, -180],
      [-2, -120],
      [-1, -60],
    ])
    expect(intervals[1]?.predicted).toEqual(RAMP[2])
  })

  it('counts capacity with the GPUs of each engine; the established planner forgets them', async () => {
    const ours = await run({ prefillEngineNumGpu: 2, startNumP: 1 })
    const theirs = await run({ prefillEngineNumGpu: 2, startNumP: 1, compat: 'reference' })
    const [a, b] = [ours, theirs].map((result) => result.intervals[0]!.capacity.prefillTokens)
    expect(a! / b!).toBeCloseTo(2, 12)
  })

  it('warns of a budget below the minima, and of start replicas above it', async () => {
    const { warnings } = await run({ maxGpuBudget: 1, startNumP: 2 })
    expect(warnings.slice(0, 2)).toEqual([
      'the GPU budget of 1 is below the 2 that 1 replica per pool takes: no worker may run',
      'the start replicas take 3 GPUs, more than the budget of 1',
    ])
  })

  it('refuses a mode that the profile has no data for', async () => {
    const input = {
      settings: plannerSettings(),
      trace: traceOf(RAMP),
      warmup: null,
      profile: { ...formulaProfile(), decode: null },
      resources: {},
      plannerVersion: '0.0.0',
    }
    await expect(dryRun(input)).rejects.toThrow(
      'profile formula has no decode data; mode disagg needs it',
    )
  })

  it('stops between two intervals when told to', async () => {
    const settings = plannerSettings()
    const profile = formulaProfile()
    const stop = new AbortController()
    const seen: number[] = []
    const running = dryRun({
      settings,
      profile,
      trace: traceOf(RAMP),
      warmup: null,
      resources: {},
      plannerVersion: '0.0.0',
      signal: stop.signal,
      onInterval: (done) => {
        seen.push(done)
        if (done === 3) stop.abort()
      },
    })
    await expect(running).rejects.toThrow()
    expect(seen).toEqual([1, 2, 3])
  })

  it('sums the GPU-hours, scaling actions and short intervals of its own records', async () => {
    const traffic = fc.record({
      requests: fc.nat(5000),
      isl: fc.integer({ min: 1, max: 9000 }),
      osl: fc.integer({ min: 1, max: 900 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(traffic, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: -1, max: 40 }),
        async (samples, maxGpuBudget) => {
          const { intervals, summary } = await run({ maxGpuBudget, decodeEngineNumGpu: 2 }, samples)
          const gpus = intervals.map(({ target }) => target.prefill + 2 * target.decode)
          expect(summary.gpuHours.total).toBeCloseTo(gpus.reduce((a, b) => a + b, 0) / 60, 9)
          expect(summary.requests).toBe(
            samples.reduce((total, { requests }) => total + requests, 0),
          )
          if (maxGpuBudget >= 0)
            expect(Math.max(0, ...gpus.slice(1))).toBeLessThanOrEqual(maxGpuBudget)
          expect(summary.scalingActions).toBeLessThan(Math.max(1, samples.length))
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the result file', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../docs/schemas/result.schema.json', import.meta.url), 'utf8'),
  )
  const validate = new Ajv2020({ allErrors: true }).compile(schema)

  it.each([
    ['a plain run', () => run()],
    ['one pool and a budget', () => run({ mode: 'prefill', maxGpuBudget: 3 })],
    [
      'a warm-up and an empty interval',
      () => run({}, [RAMP[0]!, { requests: 0, isl: 0, osl: 0 }], RAMP),
    ],
    ['one interval', () => run({}, RAMP.slice(0, 1))],
  ])('of %s fits docs/schemas/result.schema.json and survives JSON', async (_, make) => {
    const result = await make()
    const text = renderResultJson(result)
    const read = JSON.parse(text)
    validate(read)
    expect(validate.errors).toBeNull()
    expect(read).toEqual(result)
  })

  it('has one line per interval, and the same bytes for the same inputs', async () => {
    const text = renderResultJson(await run())
    expect(text.split('\n').filter((line) => line.startsWith('    {"index":'))).toHaveLength(
      RAMP.length,
    )
    expect(renderResultJson(await run())).toBe(text)
  })
})
