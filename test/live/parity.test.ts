import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../src/connectors/memory-store.js'
import type { DryRunSettings } from '../../src/domain/settings.js'
import { dryRun } from '../../src/run/dryrun.js'
import type { JournalInterval } from '../../src/run/journal.js'
import type { IntervalRecord } from '../../src/run/result.js'
import { type MadeRequest, requestsOf, traceOfRequests } from '../helpers/requests.js'
import { plannerSettings } from '../helpers/settings.js'
import { FakeClock } from './fake-clock.js'
import { testSource } from './prometheus/test-client.js'
import { asRead, beginSession, PROFILE, runSession } from './session.js'
import { createSimulatedWorld } from './simulated-world.js'

/** 40 minutes that swell, fall and pause for three minutes. */
const PEAK_PER_SECOND = 48
const TRAFFIC: readonly MadeRequest[] = Array.from({ length: 2400 * PEAK_PER_SECOND }, (_, i) => i)
  .filter((i) => i % 48 < 24 + 22 * Math.sin(i / PEAK_PER_SECOND / 300))
  .map((i) => ({
    arrivalMs: i * (1000 / PEAK_PER_SECOND) + (i % 7) * 35,
    isl: 500 + ((i * 7919) % 9000),
    osl: 2 + ((i * 104_729) % 200),
  }))
  .filter(({ arrivalMs }) => arrivalMs < 1_500_000 || arrivalMs > 1_680_000)

const START = { prefill: 1, decode: 1 }

async function offline(settings: DryRunSettings): Promise<readonly IntervalRecord[]> {
  const { intervals } = await dryRun({
    settings,
    trace: traceOfRequests(TRAFFIC, settings.adjustmentIntervalSeconds),
    requests: requestsOf(TRAFFIC),
    warmup: null,
    profile: PROFILE,
    resources: {},
    plannerVersion: '0.0.0',
  })
  return intervals.map(({ simulated: _, ...record }) => record)
}

async function live(settings: DryRunSettings): Promise<readonly JournalInterval[]> {
  const trace = traceOfRequests(TRAFFIC, settings.adjustmentIntervalSeconds)
  const world = await createSimulatedWorld({
    settings,
    requests: requestsOf(TRAFFIC),
    samples: trace.intervals,
    profile: PROFILE,
    start: START,
    store: createMemoryStore(),
  })
  const clock = new FakeClock({ onAdvance: (ms) => world.advanceTo(ms) })
  const source = testSource({ get: world.get, clock }, settings.adjustmentIntervalSeconds)
  const session = await beginSession(settings)
  const lines: JournalInterval[] = []
  const stop = new AbortController()
  const options = { clock, source, environment: world.environment, signal: stop.signal }
  const running = runSession(session, options, (line) => void lines.push(line))
  await clock.runUntil(trace.intervals.length * settings.adjustmentIntervalSeconds * 1000)
  stop.abort()
  await clock.runWhile(running)
  return asRead(lines) as JournalInterval[]
}

describe('the dry run and the live loop', () => {
  it.each([
    ['constant, start-up of 100 s', { loadPredictor: 'constant', startupSeconds: 100 }],
    ['kalman, a budget', { loadPredictor: 'kalman', maxGpuBudget: 6 }],
    ['arima, no correction', { loadPredictor: 'arima', noCorrection: true }],
  ] as const)('write the same interval records: %s', async (_, changed) => {
    const settings = plannerSettings({ simulate: 'requests', itlMs: 12, ttftMs: 300, ...changed })
    const expected = await offline(settings)
    const lines = await live(settings)
    expect(lines.filter(({ hold }) => hold !== null)).toEqual([])
    expect(lines.map(({ record }) => record)).toEqual(expected)
    expect(new Set(expected.map(({ target }) => JSON.stringify(target))).size).toBeGreaterThan(3)
  })
})
