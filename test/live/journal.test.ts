import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { ApplyResult } from '../../src/domain/apply-result.js'
import type { DryRunSettings } from '../../src/domain/settings.js'
import type { Sightings } from '../../src/domain/sighting.js'
import { isJournal, readJournal } from '../../src/files/journal.js'
import { JournalWriter } from '../../src/files/journal-write.js'
import type { JournalLine } from '../../src/run/journal.js'
import { type ReplayReport, replayJournal } from '../../src/run/journal-replay.js'
import { journalResult } from '../../src/run/journal-result.js'
import type { LiveSession } from '../../src/run/live-session.js'
import { renderResultJson } from '../../src/run/result-json.js'
import { scratchFolder } from '../helpers/planner.js'
import { FakeClock } from './fake-clock.js'
import { testEnvironment } from './live-run.js'
import { beginSession, PROFILE, runSession, testPlan } from './session.js'
import { FAILED, sightings } from './sightings.js'

const SWELL = (index: number) =>
  sightings({ requests: 400 + 300 * Math.sin(index / 5), isl: 3000 + index })

interface Run {
  readonly path: string
  readonly intervals?: number
  readonly see?: (index: number) => Sightings
  readonly settings?: Partial<DryRunSettings>
  readonly mostBytes?: number
  readonly keep?: number
  readonly session?: LiveSession
  /** Before interval n is looked at, from 1. */
  readonly beforeInterval?: (writer: JournalWriter, index: number) => Promise<void>
}

/** One start of the program with a journal. */
async function live(run: Run): Promise<void> {
  const { path, intervals = 12, see = SWELL, mostBytes = 2 ** 20, keep = 10 } = run
  const session = run.session ?? (await beginSession(run.settings))
  const writer = new JournalWriter({
    path,
    mostBytes,
    keep,
    startLine: () => session.startLine('rotation'),
  })
  await writer.start(session.startLine('start'))
  const clock = new FakeClock({ originEpochMs: 1_700_000_000_000 })
  const stop = new AbortController()
  let index = 0
  const running = runSession(
    session,
    {
      clock,
      source: { read: async () => see(++index) },
      environment: testEnvironment(),
      signal: stop.signal,
      async plan() {
        await run.beforeInterval?.(writer, index + 1)
        return testPlan(session)
      },
    },
    async (line) => {
      await writer.append(line).catch(() => undefined)
      if (line.index >= intervals) stop.abort()
    },
  )
  // Files take real time, which the fake clock must not outrun.
  for (let second = 60; second <= intervals * 60; second += 60) {
    await clock.runUntil(second * 1000)
    while (index < second / 60) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await running
  await writer.close()
}

function replay(lines: readonly JournalLine[]): Promise<ReplayReport> {
  return replayJournal({
    lines,
    readProfile: async () => PROFILE,
    resources: {},
    signal: new AbortController().signal,
    onInterval: () => undefined,
  })
}

const newPath = () => join(scratchFolder(), 'planner.jsonl')

describe('a journal', () => {
  it.each(['constant', 'kalman', 'arima'] as const)(
    'replays to the same decisions, byte for byte (%s)',
    async (loadPredictor) => {
      const path = newPath()
      await live({
        path,
        settings: { loadPredictor, maxGpuBudget: 12 },
        see: (index) => (index % 5 === 0 ? sightings({ isl: FAILED }) : SWELL(index)),
      })
      const { lines } = await readJournal(path)
      expect(await replay(lines)).toEqual({ intervals: 12, starts: 1, differences: [] })
    },
  )

  it('that was changed replays to a difference', async () => {
    const path = newPath()
    await live({ path })
    const text = readFileSync(path, 'utf8').replace(/"requests":(\d{3})/, '"requests":9$1')
    writeFileSync(path, text)
    const { differences } = await replay((await readJournal(path)).lines)
    expect(differences.length).toBeGreaterThan(0)
    expect(differences[0]!.replay.replicas).not.toEqual(differences[0]!.journal.replicas)
  })

  it('goes on after a restart, also where a killed process left half a line', async () => {
    const path = newPath()
    await live({ path, intervals: 4 })
    appendFileSync(path, '{"kind":"interval","ind')
    await live({ path, intervals: 3 })
    const { lines, tornLines } = await readJournal(path)
    expect(tornLines).toBe(1)
    expect(await replay(lines)).toEqual({ intervals: 7, starts: 2, differences: [] })
  })

  it('is put aside when it is full; each file replays by itself, all of them together, too', async () => {
    const path = newPath()
    await live({ path, intervals: 40, mostBytes: 20_000, settings: { loadPredictor: 'kalman' } })
    expect(existsSync(`${path}.2`)).toBe(true)
    const all = await readJournal(path)
    const report = await replay(all.lines)
    expect(report).toMatchObject({ intervals: 40, differences: [] })
    expect(
      all.lines
        .map((line) => (line.kind === 'interval' ? line.index : 0))
        .filter((index) => index > 0),
    ).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    const middle = await readJournal(`${path}.1`)
    expect(middle.lines[0]).toMatchObject({ kind: 'start', cause: 'rotation' })
    expect((await replay(middle.lines)).differences).toEqual([])
  })

  it('keeps as many files as it is told', async () => {
    const path = newPath()
    await live({ path, intervals: 40, mostBytes: 12_000, keep: 1 })
    expect([1, 2].map((number) => existsSync(`${path}.${number}`))).toEqual([true, false])
    expect((await replay((await readJournal(path)).lines)).differences).toEqual([])
  })

  it('replays after settings were changed while it ran; the planner kept what it had learned', async () => {
    const path = newPath()
    const session = await beginSession({ loadPredictor: 'kalman' })
    await live({
      path,
      session,
      async beforeInterval(writer, index) {
        if (index !== 7) return
        const settings = { ...session.settings, ttftMs: 300, maxGpuBudget: 3 }
        await session.reload({ settings, acts: true, profile: PROFILE, profileSha256: 'formula' })
        await writer.start(session.startLine('reload'))
      },
    })
    const { lines } = await readJournal(path)
    expect(await replay(lines)).toEqual({ intervals: 12, starts: 2, differences: [] })
    const replicas = lines.flatMap((line) =>
      line.kind === 'interval' ? [line.decision.replicas] : [],
    )
    expect(replicas.slice(6).every(({ prefill, decode }) => prefill + decode <= 3)).toBe(true)
    expect(lines.find((line) => line.kind === 'start' && line.cause === 'reload')).toHaveProperty(
      'history.length',
      6,
    )
  })

  it('whose line was lost goes on with a start line, so that what follows replays', async () => {
    const path = newPath()
    await live({
      path,
      settings: { loadPredictor: 'kalman' },
      async beforeInterval(writer, index) {
        if (index === 5) {
          await writer.close()
          renameSync(path, `${path}.away`)
          mkdirSync(path)
        }
        if (index === 6) {
          rmdirSync(path)
          renameSync(`${path}.away`, path)
        }
      },
    })
    const { lines } = await readJournal(path)
    expect(await replay(lines)).toEqual({ intervals: 11, starts: 2, differences: [] })
  })

  it.each([
    ['an empty file', '', 'is empty'],
    ['a result', '{"schemaVersion":1}\n', ':1: not a line of a journal'],
    [
      'an interval first',
      '{"kind":"interval","seen":{},"decision":{},"outcome":{}}\n',
      'begins with no start line',
    ],
    [
      'another version',
      '{"kind":"start","journalVersion":9,"settings":{},"deployment":{},"profile":{},"warmup":[],"history":[]}\n',
      'journalVersion 9 cannot be read',
    ],
  ])('%s is refused with its place', async (_, text, message) => {
    const path = newPath()
    writeFileSync(path, `${text}${text === '' ? '' : text}`)
    await expect(readJournal(path)).rejects.toThrow(message)
  })
})

describe('a journal as a result', () => {
  it('has the records of the intervals that were observed, and says what was held', async () => {
    const path = newPath()
    await live({
      path,
      see: (index) => (index === 5 || index === 6 ? sightings({ isl: FAILED }) : SWELL(index)),
    })
    expect(await isJournal(path)).toBe(true)
    const result = journalResult((await readJournal(path)).lines, path)
    const { intervals, warnings, trace, summary } = result
    expect(intervals.map(({ index }) => index)).toEqual(Array.from({ length: 10 }, (_, i) => i))
    expect(intervals.map(({ startSeconds }) => startSeconds / 60)).toEqual([
      0, 1, 2, 3, 6, 7, 8, 9, 10, 11,
    ])
    expect(intervals[0]!.decision.reasons[0]!.code).toBe('start')
    expect(intervals[4]!.decision.reasons[0]).toMatchObject({ code: 'held' })
    expect(warnings).toEqual([
      '2 intervals of 12 held (query-failed); the first: isl: no answer: ECONNREFUSED',
    ])
    expect(trace).toMatchObject({ format: 'journal', originEpochMs: 1_700_000_000_000 })
    expect(summary.intervals).toBe(10)
    const schema = new URL('../../docs/schemas/result.schema.json', import.meta.url)
    const validate = new Ajv2020({ allErrors: true }).compile(
      JSON.parse(readFileSync(schema, 'utf8')),
    )
    validate(JSON.parse(renderResultJson(result)))
    expect(validate.errors).toBeNull()
  })

  it('says which orders were not taken, and of replicas that somebody else set', async () => {
    const path = newPath()
    await live({ path, intervals: 4 })
    const { lines } = await readJournal(path)
    const outcomes: readonly ApplyResult[] = [
      { kind: 'skipped', reason: 'decision 3 is not acknowledged yet' },
      {
        kind: 'applied',
        pools: {
          prefill: { kind: 'skipped', reason: 'not settled' },
          decode: { kind: 'unchanged' },
        },
        manualEdits: [{ role: 'decode', decided: 2, found: 7 }],
      },
    ]
    let next = 0
    const told = lines.map((line) =>
      line.kind === 'interval' && next < 2 ? { ...line, outcome: outcomes[next++]! } : line,
    )
    expect(journalResult(told, path).warnings).toEqual([
      '2 orders not taken, or not by each pool; the first: decision 3 is not acknowledged yet',
      'replicas set by somebody else in 1 interval; the first: decode 7, ordered was 2',
    ])
  })

  it('of several runs is one line of time', async () => {
    const path = newPath()
    await live({ path, intervals: 3 })
    const session = await beginSession({}, { originEpochMs: 1_700_000_000_000 + 10 * 60_000 })
    await live({ path, intervals: 2, session })
    const { intervals, warnings } = journalResult((await readJournal(path)).lines, path)
    expect(intervals.map(({ startSeconds }) => startSeconds / 60)).toEqual([0, 1, 2, 10, 11])
    expect(warnings).toEqual(['the planner was started again 1 time'])
  })
})
