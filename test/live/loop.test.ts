import { describe, expect, it } from 'vitest'
import type { ApplyOutcome } from '../../src/connectors/connector.js'
import type { ManualEdit } from '../../src/domain/apply-result.js'
import { FakeClock, settled } from './fake-clock.js'
import { startTestLoop, testEnvironment, testPlanner } from './live-run.js'
import { FAILED, sightings, UNDEFINED } from './sightings.js'

const MINUTE_MS = 60_000
const pairs = (replicas: { prefill: number; decode: number }) => [replicas.prefill, replicas.decode]

describe('the schedule', () => {
  it('serves interval n at its end, n intervals after the beginning', async () => {
    const loop = await startTestLoop()
    await loop.clock.runUntil(3 * MINUTE_MS)
    expect(
      loop.intervals.map(({ index, startSeconds, atEpochMs }) => [index, startSeconds, atEpochMs]),
    ).toEqual([
      [1, 0, 60_000],
      [2, 60, 120_000],
      [3, 120, 180_000],
    ])
    loop.stop()
    await loop.running
  })

  it.each([
    {
      title: 'a late tick does not shift the next',
      slowMs: 80_000,
      times: [60, 140, 180, 240],
      missed: [0, 0, 0, 0],
    },
    {
      title: 'ticks that have passed are counted, not replayed',
      slowMs: 200_000,
      times: [60, 260, 300, 360],
      missed: [0, 2, 0, 0],
    },
  ])('$title', async ({ slowMs, times, missed }) => {
    const clock = new FakeClock()
    const signal = new AbortController().signal
    const loop = await startTestLoop({
      clock,
      async see(index) {
        if (index === 1) await clock.sleepUntil(clock.steadyMs() + slowMs, signal)
        return sightings()
      },
    })
    await clock.runUntil(400_000)
    const seconds = loop.intervals.map(({ atEpochMs }) => atEpochMs / 1000)
    expect(seconds.slice(0, 4)).toEqual(times)
    expect(loop.intervals.slice(0, 4).map((interval) => interval.missed)).toEqual(missed)
    loop.stop()
    await loop.running
  })

  it('--once looks at the interval that has passed, acts at once, and ends', async () => {
    const environment = testEnvironment()
    const loop = await startTestLoop({ options: { once: true, environment } })
    await loop.running
    expect(loop.clock.steadyMs()).toBe(0)
    expect(loop.intervals.map(({ index, startSeconds }) => [index, startSeconds])).toEqual([[0, 0]])
    expect(environment.orders).toHaveLength(1)
  })
})

describe('acting', () => {
  it('hands the decision of the planner to the environment, and says what became of it', async () => {
    const environment = testEnvironment()
    const loop = await startTestLoop({
      see: () => sightings({ requests: 3000, isl: 1000, osl: 100 }),
      options: { environment },
      plan: { planner: await testPlanner({ noCorrection: true }) },
    })
    await loop.clock.runUntil(2 * MINUTE_MS)
    // 3000 × 1000 tokens in 60 s at 10,000 tokens/s, and 3000 × 100 at 1,000 tokens/s.
    expect(environment.orders.map(pairs)).toEqual([
      [5, 5],
      [5, 5],
    ])
    expect(loop.intervals[0]!.outcome).toEqual({ kind: 'applied' })
    loop.stop()
    await loop.running
  })

  it.each([
    { title: 'advisory', plan: { acts: false }, options: {}, kind: 'advised' },
    { title: 'no environment', plan: {}, options: { environment: null }, kind: 'advised' },
    {
      title: 'the lease is with somebody else',
      plan: {},
      options: { leadership: { isLeader: () => false, term: () => null } },
      kind: 'standby',
    },
  ])('$title: decides and never acts', async ({ plan, options, kind }) => {
    const environment = testEnvironment()
    const loop = await startTestLoop({ plan, options: { environment, ...options } })
    await loop.clock.runUntil(2 * MINUTE_MS)
    expect(loop.intervals.map(({ outcome }) => outcome.kind)).toEqual([kind, kind])
    expect(loop.intervals[1]!.decision.replicas).toEqual({ prefill: 1, decode: 1 })
    expect(environment.orders).toEqual([])
    loop.stop()
    await loop.running
  })

  it('says in which term each decision was handed over, none while another leads', async () => {
    const terms = [null, 4, 4, null]
    let index = -1
    const loop = await startTestLoop({
      see: () => {
        index += 1
        return sightings()
      },
      options: {
        leadership: { isLeader: () => terms[index] !== null, term: () => terms[index] ?? null },
      },
    })
    await loop.clock.runUntil(4 * MINUTE_MS)
    expect(loop.intervals.map(({ term, outcome }) => [term, outcome.kind])).toEqual([
      [null, 'standby'],
      [4, 'applied'],
      [4, 'applied'],
      [null, 'standby'],
    ])
    loop.stop()
    await loop.running
  })

  it('reports an edit that only the order met, and not one that the look had seen', async () => {
    const edits: readonly ManualEdit[] = [
      { role: 'prefill', decided: 1, found: 1 },
      { role: 'decode', decided: 1, found: 9 },
    ]
    const environment = testEnvironment({
      apply: async () => ({ kind: 'applied', manualEdits: edits }),
    })
    const loop = await startTestLoop({ options: { environment } })
    await loop.clock.runUntil(MINUTE_MS)
    expect(loop.manualEdits).toEqual(['decode is set to 9, the last order was 1'])
    loop.stop()
    await loop.running
  })

  it('goes on after an order that failed, and after one that never comes back, and sends none beside it', async () => {
    let calls = 0
    const answers: (() => Promise<ApplyOutcome>)[] = [
      () => Promise.reject(new Error('etcd is away')),
      () => new Promise(() => undefined),
    ]
    const environment = testEnvironment({
      apply: () => answers[calls++]?.() ?? Promise.resolve({ kind: 'applied' }),
    })
    const loop = await startTestLoop({ options: { environment } })
    await loop.clock.runUntil(3 * MINUTE_MS)
    expect(loop.intervals.map(({ outcome }) => outcome)).toEqual([
      { kind: 'failed', reason: 'etcd is away' },
      { kind: 'failed', reason: 'no answer within 30 s' },
      { kind: 'failed', reason: 'the order before this one has not come back yet' },
    ])
    expect(calls).toBe(2)
    loop.stop()
    await loop.running
  })
})

describe('the end', () => {
  it('an abort while it waits ends it at once', async () => {
    const loop = await startTestLoop()
    await loop.clock.runUntil(90_000)
    loop.stop()
    await loop.running
    expect(loop.intervals).toHaveLength(1)
  })

  it('an abort while it observes ends it without a decision', async () => {
    const environment = testEnvironment()
    const stop = new AbortController()
    const loop = await startTestLoop({
      options: {
        environment,
        signal: stop.signal,
        source: {
          read: (signal) =>
            new Promise((_, reject) =>
              signal.addEventListener('abort', () => reject(signal.reason)),
            ),
        },
      },
    })
    await loop.clock.runUntil(MINUTE_MS)
    stop.abort()
    await loop.running
    expect([loop.intervals, environment.orders]).toEqual([[], []])
  })

  it('an abort while an order is under way waits for it and reports it', async () => {
    let finish = () => {}
    const environment = testEnvironment({
      apply: () =>
        new Promise((resolve) => {
          finish = () => resolve({ kind: 'applied' })
        }),
    })
    const loop = await startTestLoop({ options: { environment } })
    await loop.clock.runUntil(MINUTE_MS)
    loop.stop()
    await settled()
    expect(loop.intervals).toEqual([])
    finish()
    await loop.running
    expect(loop.intervals.map(({ outcome }) => outcome.kind)).toEqual(['applied'])
  })
})

describe('a hold', () => {
  it('leaves the replicas as they stand, says why, and resumes with the next good interval', async () => {
    const environment = testEnvironment()
    const loop = await startTestLoop({
      see: (index) =>
        index === 2 ? sightings({ isl: FAILED }) : sightings({ requests: 3000, isl: 1000 }),
      options: { environment },
    })
    await loop.clock.runUntil(3 * MINUTE_MS)
    const [before, hold, after] = loop.intervals
    expect(hold).toMatchObject({
      hold: { code: 'query-failed', text: 'isl: no answer: ECONNREFUSED' },
      observation: null,
      outcome: { kind: 'held' },
      decision: { replicas: before!.decision.replicas, reasons: [{ code: 'held' }] },
    })
    expect(after!.hold).toBeNull()
    expect(environment.orders).toHaveLength(2)
    loop.stop()
    await loop.running
  })

  it('holds at what the environment runs, not at what was decided and not taken', async () => {
    const environment = testEnvironment({
      apply: async () => ({ kind: 'skipped', reason: 'rolling out' }),
    })
    const loop = await startTestLoop({
      see: (index) =>
        sightings(index === 2 ? { requests: UNDEFINED } : { requests: 3000, isl: 1000 }),
      options: { environment },
    })
    await loop.clock.runUntil(2 * MINUTE_MS)
    expect(loop.intervals.map(({ decision }) => decision.replicas.prefill)).toEqual([5, 1])
    loop.stop()
    await loop.running
  })

  it('an environment that does not say what runs holds, but the traffic is learned from', async () => {
    const environment = testEnvironment()
    let isAway = true
    const { readPools } = environment
    Object.assign(environment, {
      readPools: () => (isAway ? new Promise(() => undefined) : readPools()),
    })
    const loop = await startTestLoop({ options: { environment } })
    await loop.clock.runUntil(119_000)
    expect(loop.intervals[0]).toMatchObject({
      hold: {
        code: 'environment',
        text: 'the environment does not say what runs: no answer within 30 s',
      },
      observation: { traffic: { requests: 120 } },
      outcome: { kind: 'held' },
    })
    isAway = false
    await loop.clock.runUntil(2 * MINUTE_MS)
    expect(loop.intervals[1]!.hold).toBeNull()
    loop.stop()
    await loop.running
  })
})

describe('replicas that somebody else set', () => {
  it.each([
    { manualHoldIntervals: 0, kinds: ['applied', 'applied', 'applied', 'applied'] },
    { manualHoldIntervals: 2, kinds: ['applied', 'held', 'held', 'applied'] },
  ])(
    'are reported, and respected for --manual-hold $manualHoldIntervals',
    async ({ manualHoldIntervals, kinds }) => {
      const environment = testEnvironment()
      const loop = await startTestLoop({ options: { environment }, plan: { manualHoldIntervals } })
      await loop.clock.runUntil(90_000)
      environment.replicas = { prefill: 4, decode: 1 }
      await loop.clock.runUntil(4 * MINUTE_MS)
      expect(loop.intervals.map(({ outcome }) => outcome.kind)).toEqual(kinds)
      expect(loop.manualEdits).toEqual(['prefill is set to 4, the last order was 1'])
      loop.stop()
      await loop.running
    },
  )
})
