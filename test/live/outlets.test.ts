import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Secrets } from '../../src/connectors/secrets.js'
import type { ApplyResult } from '../../src/domain/apply-result.js'
import type { LiveInterval } from '../../src/domain/live-interval.js'
import { Health } from '../../src/live/health.js'
import { IntervalLog } from '../../src/live/interval-log.js'
import { createLog, type LogLevel } from '../../src/live/log.js'
import { LiveMetrics } from '../../src/live/metrics.js'
import { startServer, text } from '../../src/live/server.js'
import { FakeClock } from './fake-clock.js'
import { startTestLoop, testEnvironment } from './live-run.js'
import { FAILED, sightings } from './sightings.js'

const SETTINGS = {
  intervalSeconds: 60,
  gpusPerReplica: { prefill: 2, decode: 4 },
  ttftMs: 500,
  itlMs: 50,
}

/** Intervals of the real loop: good, held, held otherwise, good. */
async function someIntervals(): Promise<LiveInterval[]> {
  const environment = testEnvironment()
  const loop = await startTestLoop({
    see: (index) =>
      index === 2 || index === 3
        ? sightings({ isl: FAILED })
        : sightings({}, index === 4 ? { freshness: { ageSeconds: 99, vanished: [] } } : {}),
    options: { environment },
  })
  await loop.clock.runUntil(5 * 60_000)
  loop.stop()
  await loop.running
  return loop.intervals
}

function logged(level: LogLevel = 'info') {
  const lines: string[] = []
  const secrets = new Secrets()
  const log = createLog({ level, secrets, write: (line) => void lines.push(line) })
  return {
    log,
    secrets,
    read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    lines,
  }
}

describe('metrics', () => {
  it("are the established planner's gauges, and counters of what came of each interval", async () => {
    const metrics = new LiveMetrics('1.2.3')
    for (const interval of await someIntervals()) metrics.tell(interval, SETTINGS)
    const shown = await metrics.registry.metrics()
    const value = (name: string) =>
      shown
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1)
    expect({
      workers: value('planner:num_p_workers'),
      ttft: value('planner:observed_ttft'),
      rate: value('planner:observed_request_rate'),
      predicted: value('planner:predicted_request_rate'),
      decided: value('planner:predicted_num_d'),
      hours: value('planner:gpu_hours'),
    }).toEqual({ workers: '1', ttft: '200', rate: '2', predicted: '2', decided: '1', hours: '0.5' })
    expect(value('planner_intervals_total')).toBe('5')
    expect(value('planner_holds_total{reason="query-failed"}')).toBe('2')
    expect(value('planner_holds_total{reason="stale"}')).toBe('1')
    expect(value('planner_holds_total{reason="vanished"}')).toBe('0')
    expect(value('planner_decisions_total{outcome="applied"}')).toBe('2')
    expect(value('planner_decisions_total{outcome="held"}')).toBe('3')
    expect(value('planner_consecutive_holds')).toBe('0')
    expect(value('planner_last_success_timestamp_seconds')).toBe('300')
    expect(value('planner_build_info{version="1.2.3"}')).toBe('1')
    expect(value('planner_adjustment_interval_seconds')).toBe('60')
    expect(value('planner_ttft_target_seconds')).toBe('0.5')
  })

  it('show no value of what is not known yet', async () => {
    const shown = await new LiveMetrics('1').registry.metrics()
    expect(shown).toContain('# TYPE planner:observed_ttft gauge')
    expect(shown).not.toMatch(/^planner:(?!gpu_hours)|^planner_last_success/m)
  })

  it('count queries, calls, edits, lost lines and reloads', async () => {
    const metrics = new LiveMetrics('1')
    metrics.tellQuery({ seconds: 0.2, ok: false })
    metrics.tellCall('apply', { seconds: 3, ok: false })
    metrics.tellManualEdit()
    metrics.tellElectionError()
    metrics.tellActs(false)
    metrics.tellJournalError()
    metrics.tellReload('refused')
    const shown = await metrics.registry.metrics()
    for (const line of [
      'planner_query_errors_total 1',
      'planner_query_duration_seconds_count 1',
      'planner_environment_errors_total{call="apply"} 1',
      'planner_environment_call_duration_seconds_bucket{le="5",call="apply"} 1',
      'planner_manual_edits_total 1',
      'planner_journal_errors_total 1',
      'planner_reloads_total{result="refused"} 1',
      'planner_leader 0',
      'planner_acts 0',
      'planner_election_errors_total 1',
    ])
      expect(shown).toContain(`${line}\n`)
    metrics.watchLeadership({ isLeader: () => true, term: () => 7 })
    expect(shown).not.toContain('\nplanner_leader_term')
    expect(await metrics.registry.metrics()).toContain('planner_leader 1\n')
    expect(await metrics.registry.metrics()).toContain('planner_leader_term 7\n')
  })

  it.skipIf(!existsSync('/usr/bin/promtool'))(
    'pass promtool check metrics (skipped without promtool)',
    async () => {
      const metrics = new LiveMetrics('1')
      for (const interval of await someIntervals()) metrics.tell(interval, SETTINGS)
      // It complains of the colon in the established names alone.
      const lines = (await metrics.registry.metrics())
        .split('\n')
        .filter((line) => !line.includes('planner:'))
      execFileSync('promtool', ['check', 'metrics'], { input: lines.join('\n'), stdio: 'pipe' })
    },
  )
})

describe('the log', () => {
  it('says of a hold when it begins, when its reason changes, and when it ends', async () => {
    const { log, read } = logged()
    const told = new IntervalLog(log)
    for (const interval of await someIntervals()) told.tell(interval)
    expect(
      read().map(({ level, msg, reason, intervals }) => [level, msg, reason, intervals]),
    ).toEqual([
      ['info', 'decision applied', undefined, undefined],
      ['warn', 'replicas held', 'query-failed', undefined],
      ['warn', 'replicas held', 'stale', undefined],
      ['info', 'hold ended', 'stale', 3],
      ['info', 'decision applied', undefined, undefined],
    ])
  })

  it.each<[ApplyResult, string, string]>([
    [{ kind: 'failed', reason: 'etcd is away' }, 'error', 'order failed'],
    [{ kind: 'skipped', reason: 'rolling out' }, 'warn', 'order not taken'],
    [{ kind: 'advised' }, 'info', 'decision advised'],
  ])('says what became of an order: %j', async (outcome, level, msg) => {
    const { log, read } = logged()
    const [interval] = await someIntervals()
    new IntervalLog(log).tell({ ...interval!, outcome })
    expect(read()).toMatchObject([
      { level, msg, ...('reason' in outcome ? { why: outcome.reason } : {}) },
    ])
  })

  it('goes on hiding a secret that is still in use, however many tokens come and go', () => {
    const { secrets } = logged()
    secrets.add('the "password"')
    for (let count = 0; count < 1000; count++) {
      secrets.addToken('in use')
      secrets.addToken(`token-${count}`)
    }
    expect(secrets.hide('the "password", in use, token-999')).toBe('[secret], [secret], [secret]')
    expect(secrets.hide(JSON.stringify('the "password"'))).toBe('"[secret]"')
    expect(secrets.hide('token-0')).toBe('token-0')
  })

  it('never shows a secret it knows, whatever the level and wherever it stands', () => {
    const { log, secrets, lines } = logged('debug')
    secrets.add('tok3n/with=signs')
    log.debug({ deep: { url: 'http://p/?t=tok3n%2Fwith%3Dsigns' } }, 'asked with tok3n/with=signs')
    expect(lines.join('')).not.toMatch(/tok3n/)
    expect(lines.join('').match(/\[secret\]/g)).toHaveLength(2)
  })
})

describe('health', () => {
  it('is alive while it starts and while intervals end, ready while something was observed', async () => {
    const clock = new FakeClock()
    const health = new Health(clock, 60)
    expect([health.alive().ok, health.ready().ok]).toEqual([true, false])
    health.begin()
    const [good, held] = await someIntervals()
    await clock.runUntil(60_000)
    health.tell(good!)
    expect([health.alive().ok, health.ready().ok]).toEqual([true, true])
    for (let minute = 2; minute <= 5; minute++) {
      await clock.runUntil(minute * 60_000)
      health.tell(held!)
    }
    expect([health.alive().ok, health.ready().ok]).toEqual([true, false])
    await clock.runUntil(9 * 60_000)
    expect(health.alive()).toEqual({ ok: false, text: 'no interval has ended for 3 intervals' })
  })
})

describe('the server', () => {
  it('answers its paths to GET and HEAD, hides faults, and refuses the rest', async () => {
    const errors: unknown[] = []
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      routes: {
        '/healthz': () => text(200, 'ok'),
        '/broken': () => {
          throw new Error('inside')
        },
      },
      onError: (error) => errors.push(error),
    })
    const ask = async (path: string, method = 'GET') => {
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method })
      return [answer.status, await answer.text()]
    }
    expect(await ask('/healthz?verbose')).toEqual([200, 'ok\n'])
    expect(await ask('/healthz', 'HEAD')).toEqual([200, ''])
    expect(await ask('/broken')).toEqual([500, 'internal error\n'])
    expect(await ask('/nothing')).toEqual([404, '/healthz /broken\n'])
    expect(await ask('/toString')).toEqual([404, '/healthz /broken\n'])
    expect(await ask('/healthz', 'POST')).toEqual([405, 'only GET is allowed\n'])
    expect(errors).toHaveLength(1)
    const again = startServer({
      host: '127.0.0.1',
      port: server.port,
      routes: {},
      onError: () => undefined,
    })
    await expect(again).rejects.toThrow(`cannot listen on 127.0.0.1:${server.port}: it is in use`)
    await server.close()
  })
})
