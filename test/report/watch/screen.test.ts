import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../../src/report/watch/columns.js'
import { renderIntervalLine } from '../../../src/report/watch/interval-line.js'
import { renderScreen, type ScreenSize } from '../../../src/report/watch/screen.js'
import type { WatchView } from '../../../src/report/watch/view.js'
import type { LiveStatus, StatusInterval } from '../../../src/run/live-status.js'
import { liveStatus, statusOfMinute, TEN_EPOCH_MS } from '../../helpers/live-status.js'

function viewOf(status: LiveStatus | null, changed: Partial<WatchView> = {}): WatchView {
  const nowEpochMs = status?.nowEpochMs ?? TEN_EPOCH_MS
  return {
    ...{ status, nowEpochMs, connection: null, log: [], selected: 0, isStopping: false },
    ...changed,
  }
}

function screen(
  status: LiveStatus | null,
  changed: Partial<WatchView> = {},
  size: ScreenSize = { columns: 80, rows: 23 },
): readonly string[] {
  return renderScreen(viewOf(status, changed), { ...size, color: false })
}

const state = (status: LiveStatus | null, changed: Partial<WatchView> = {}) =>
  screen(status, changed)[2]

const HOLD = { code: 'query-failed', text: 'isl: no answer: ECONNREFUSED' } as const
const held = (minute: number) =>
  statusOfMinute(minute, {
    observed: null,
    hold: HOLD,
    outcome: { kind: 'held', reason: null },
    reasons: [HOLD.text],
  })

describe('the screen', () => {
  it('shows who is watched, the pools, the traffic, the targets and the decisions', () => {
    expect(
      `\n${screen(liveStatus())
        .map((line) => line.trimEnd())
        .join('\n')}\n`,
    ).toBe(`
planner · leader · dynamo · llama-3.1-8b · virtual                  10:03:12 UTC
observed 12 s ago · next in 48 s of 1 min · journal planner.jsonl
on schedule; the last decision was ordered
POOLS         ready    wanted   decided  correction  last 3 min             most
prefill           2         2         3      × 1.20                  ▆▆█       3
decode            3         4         4      × 0.98                  ███       4
GPUs              5         6         7        of 8                  ▇▇█       7
TRAFFIC    observed  forecast      next       error
requests      1.2 k     1.3 k     1.3 k        +8 %                  ███   1.2 k
ISL             2 k    2.05 k    2.05 k        +2 %                  ███     2 k
OSL             200       210       210        +5 %                  ███     200
SLA            mean    target    missed        last
TTFT         312 ms    500 ms       0/3    attained                  ███     312
ITL           21 ms     20 ms       3/3      MISSED                  ███      21
DECISIONS   prefill   decode  outcome    why
› 10:03:00      ▲ 3        4  ordered
  - prefill: 3 replicas for the load
  - decode: 4 replicas for the load
  10:02:00        2        4  ordered    prefill: 3 replicas for the load
  10:01:00        2        4  ordered    prefill: 3 replicas for the load


q: stop the planner · ↑ ↓: decisions
`)
  })

  it.each<[string, LiveStatus | null, Partial<WatchView>, string]>([
    [
      'starts',
      liveStatus({ beganEpochMs: null }),
      {},
      'starting: connects, and waits until its pools are ready',
    ],
    [
      'has begun',
      liveStatus({ intervals: [], nowEpochMs: TEN_EPOCH_MS + 30_000 }),
      {},
      'waits for the first interval to end',
    ],
    [
      'has begun anew, with what the journal knows',
      liveStatus({ beganEpochMs: TEN_EPOCH_MS + 190_000 }),
      {},
      'waits for the first interval to end',
    ],
    [
      'holds',
      liveStatus({ intervals: [statusOfMinute(1), held(2), held(3)] }),
      {},
      'HELD for 2 intervals (query-failed): isl: no answer: ECONNREFUSED',
    ],
    [
      'fails',
      liveStatus({
        intervals: [statusOfMinute(3, { outcome: { kind: 'failed', reason: 'etcd is away' } })],
      }),
      {},
      'ORDER FAILED: etcd is away',
    ],
    [
      'is not obeyed',
      liveStatus({
        intervals: [statusOfMinute(3, { outcome: { kind: 'skipped', reason: 'rolling out' } })],
      }),
      {},
      'order NOT TAKEN: rolling out',
    ],
    [
      'was too slow',
      liveStatus({ intervals: [statusOfMinute(3, { missed: 2 })] }),
      {},
      'MISSED 2 intervals: the one before took too long',
    ],
    [
      'stands by',
      liveStatus({
        intervals: [statusOfMinute(3, { outcome: { kind: 'standby', reason: null } })],
      }),
      {},
      'on schedule; another planner leads and acts',
    ],
    [
      'hangs',
      liveStatus({ nowEpochMs: TEN_EPOCH_MS + 300_000 }),
      {},
      'LATE: no interval has ended for 2 min',
    ],
    [
      'cannot be reached',
      liveStatus(),
      {
        connection: {
          address: 'localhost:9085',
          lost: { why: 'ECONNREFUSED', forSeconds: 5, retryInSeconds: 3 },
        },
      },
      'CONNECTION LOST for 5 s: ECONNREFUSED; tries again in 3 s; shown is 10:03:00, 12',
    ],
  ])('says first that the planner %s', (_, status, changed, expected) => {
    expect(state(status, changed)).toBe(expected)
  })

  it.each<[number, ScreenSize, string]>([
    [0, { columns: 80, rows: 23 }, '› 10:40:00'],
    [5, { columns: 80, rows: 23 }, '› 10:35:00'],
    [39, { columns: 60, rows: 20 }, '› 10:01:00'],
    [999, { columns: 120, rows: 40 }, '› 10:01:00'],
  ])(
    'shows the decision that is looked at, %i before the last, at %j',
    (selected, size, expected) => {
      const intervals = Array.from({ length: 40 }, (_, i) => statusOfMinute(i + 1))
      const lines = screen(liveStatus({ intervals }), { selected }, size)
      expect(lines.filter((line) => line.startsWith('›'))).toEqual([
        expect.stringContaining(expected),
      ])
    },
  )

  it('says what the keys do: stop this planner, or leave another one alone', () => {
    const connection = { address: 'localhost:9085', lost: null }
    expect(screen(liveStatus()).at(-1)).toContain('q: stop the planner')
    expect(screen(liveStatus(), { connection }).at(-1)).toContain('q: leave, the planner goes on')
    expect(screen(liveStatus(), { isStopping: true }).at(-1)).toContain('stopping')
  })

  it('shows the pools of its mode alone', () => {
    const { targets } = liveStatus()
    const lines = screen(liveStatus({ targets: { ...targets, mode: 'prefill' } })).join('\n')
    expect(lines).toContain('prefill')
    expect(lines).not.toMatch(/decode {2}|ITL/)
  })

  it('shows an idle interval as neither attained nor missed', () => {
    const observed = { requests: 0, isl: 0, osl: 0, ttftMs: 0, itlMs: 0 }
    const lines = screen(liveStatus({ intervals: [statusOfMinute(3, { observed })] }))
    expect(lines.filter((line) => line.includes(' idle'))).toHaveLength(2)
  })

  it('says the same without colour', () => {
    const view = viewOf(liveStatus({ intervals: [statusOfMinute(1), held(2)] }))
    const size = { columns: 80, rows: 30 }
    const painted = renderScreen(view, { ...size, color: true })
    expect(painted.join('')).toContain('\u001b[31m')
    expect(painted.map(stripVTControlCharacters)).toEqual(
      renderScreen(view, { ...size, color: false }),
    )
  })
})

const count = fc.oneof(fc.nat(20), fc.double({ min: 0, max: 1e12, noNaN: true }))
const latency = fc.option(count)
const text = fc.oneof(fc.constant('模型 🚀 name'), fc.string({ maxLength: 200 }))
const perRole = <T>(value: fc.Arbitrary<T>) => fc.record({ prefill: value, decode: value })
const traffic = { requests: count, isl: count, osl: count }
const interval: fc.Arbitrary<StatusInterval> = fc.record({
  atEpochMs: fc.integer({ min: 0, max: 4e12 }),
  missed: fc.nat(3),
  observed: fc.option(fc.record({ ...traffic, ttftMs: latency, itlMs: latency })),
  pools: fc.option(perRole(fc.record({ desired: fc.nat(1e6), running: fc.option(fc.nat(1e6)) }))),
  hold: fc.option(fc.record({ code: fc.constant('stale' as const), text })),
  forecast: fc.record(traffic),
  replicas: perRole(fc.nat(1e6)),
  corrections: perRole(latency),
  reasons: fc.array(text, { maxLength: 3 }),
  outcome: fc.record({
    kind: fc.constantFrom('applied' as const, 'failed' as const, 'held' as const),
    reason: fc.option(text),
  }),
})

describe('whatever is shown', () => {
  it('is as many lines as the screen has rows, and none is wider than the screen', () => {
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 200 }),
      rows: fc.integer({ min: 1, max: 60 }),
    })
    const view = fc.record({
      intervals: fc.array(interval, { maxLength: 30 }),
      modelName: fc.option(text),
      log: fc.array(text, { maxLength: 6 }),
      selected: fc.nat(40),
    })
    fc.assert(
      fc.property(
        view,
        size,
        fc.boolean(),
        ({ intervals, modelName, log, selected }, any, color) => {
          const shown = viewOf(liveStatus({ intervals, modelName }), { log, selected })
          const lines = renderScreen(shown, { ...any, color })
          expect(lines).toHaveLength(any.rows)
          for (const line of lines) {
            expect(columnsOf(stripVTControlCharacters(line))).toBeLessThanOrEqual(any.columns)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('a line of an interval', () => {
  it.each<[StatusInterval, string]>([
    [
      statusOfMinute(3),
      '2026-01-05T10:03:00Z  requests 1.2 k  next 1.3 k  TTFT 312 ms/500 ms attained  ITL 21 ms/20 ms MISSED  prefill 2→3  decode 4  ordered',
    ],
    [
      held(4),
      '2026-01-05T10:04:00Z  not observed  next 1.3 k  prefill 2→3  decode 4  HELD (query-failed: isl: no answer: ECONNREFUSED)',
    ],
    [
      statusOfMinute(5, {
        pools: null,
        missed: 2,
        outcome: { kind: 'skipped', reason: 'rolling out' },
      }),
      '2026-01-05T10:05:00Z  requests 1.2 k  next 1.3 k  TTFT 312 ms/500 ms attained  ITL 21 ms/20 ms MISSED  prefill 3  decode 4  not taken (rolling out)  2 missed before',
    ],
  ])('has time, traffic, targets, replicas, outcome and why', (interval, line) => {
    expect(renderIntervalLine(interval, liveStatus())).toBe(line)
  })
})
