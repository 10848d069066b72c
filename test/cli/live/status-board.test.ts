import { describe, expect, it } from 'vitest'
import { StatusBoard } from '../../../src/cli/live/status-board.js'
import { resolveLive } from '../../../src/cli/settings/resolve-live.js'
import { parseStatus } from '../../../src/cli/watch/status-schema.js'
import { ALONE } from '../../../src/connectors/leadership.js'
import type { Sighting } from '../../../src/domain/sighting.js'
import { FakeClock } from '../../live/fake-clock.js'
import { testEnvironment } from '../../live/live-run.js'
import { beginSession, runSession } from '../../live/session.js'
import { sightings } from '../../live/sightings.js'

const EVIL: Sighting = { kind: 'failed', why: 'answered \u001b[2J503\u0007' }

async function boardOf(clock: FakeClock, flags: Readonly<Record<string, string | true>> = {}) {
  const options = await resolveLive({
    flags: new Map(Object.entries({ 'profile-results-dir': 'p', ...flags })),
    env: {},
    file: null,
    profileHint: null,
  })
  return new StatusBoard({ options, plannerVersion: '1.2.3', clock })
}

/** A board that was told of some minutes, of which the second was not seen. */
async function boardOfMinutes(minutes: number) {
  const clock = new FakeClock({ originEpochMs: 1_700_000_000_000 })
  const board = await boardOf(clock)
  const session = await beginSession({ maxGpuBudget: 8 })
  board.begin(session.startLine('start'))
  let index = 0
  const source = { read: async () => sightings(++index === 2 ? { isl: EVIL } : {}) }
  const stop = new AbortController()
  const options = { clock, source, environment: testEnvironment(), signal: stop.signal }
  let changes = 0
  board.whenChanged(() => changes++)
  const running = runSession(session, options, (line) => board.add(line))
  await clock.runUntil(minutes * 60_000)
  stop.abort()
  await clock.runWhile(running)
  return { board, changes: () => changes }
}

describe('the status of a live planner', () => {
  it('says what is known while it starts', async () => {
    const board = await boardOf(new FakeClock(), { advisory: true, 'model-name': 'llama' })
    expect(board.current()).toMatchObject({
      ...{ beganEpochMs: null, role: 'advisory', modelName: 'llama', journal: null },
      targets: { gpusPerReplica: null, maxGpuBudget: 8, intervalSeconds: 180 },
      intervals: [],
    })
  })

  it('has each interval, and no text of others that could steer a terminal', async () => {
    const { board, changes } = await boardOfMinutes(3)
    const status = board.current()
    expect(changes()).toBe(3)
    expect(status).toMatchObject({ role: 'alone', beganEpochMs: 1_700_000_000_000 })
    expect(status.intervals).toHaveLength(3)
    expect(status.intervals[1]).toMatchObject({
      observed: null,
      hold: { code: 'query-failed', text: 'isl: answered 503' },
      outcome: { kind: 'held' },
    })
    expect(status.intervals[2]).toMatchObject({
      observed: { requests: 120, isl: 2000, osl: 200, ttftMs: 200, itlMs: 20 },
      replicas: { prefill: 1, decode: 1 },
    })
  })

  it('is what planner watch reads', async () => {
    const { board } = await boardOfMinutes(3)
    const status = board.current()
    expect(parseStatus(JSON.stringify(status))).toEqual({ status })
  })

  it('says whether it leads', async () => {
    const { board } = await boardOfMinutes(1)
    let leads = true
    const leadership = { ...ALONE, isLeader: () => leads, term: () => 3 }
    board.watchLeadership(leadership)
    expect(board.current().role).toBe('leader')
    leads = false
    expect(board.current().role).toBe('standby')
  })

  it('keeps the last 240 intervals', async () => {
    const { board } = await boardOfMinutes(250)
    const { intervals } = board.current()
    expect(intervals).toHaveLength(240)
    expect(intervals.at(-1)?.atEpochMs).toBe(1_700_000_000_000 + 250 * 60_000)
  })
})
