import type { ApplyResult } from '../domain/apply-result.js'
import type { HoldCode } from '../domain/live-interval.js'
import { ROLES } from '../domain/role.js'
import { UserError } from '../domain/user-error.js'
import { count } from '../planner/wording.js'
import type { JournalInterval, JournalLine, JournalStart } from './journal.js'
import { coverageOf } from './profile-use.js'
import type { IntervalRecord, Result } from './result.js'
import { summarize } from './summary.js'

/** A start of the program or a change of its settings, and the intervals that follow it. */
interface Run {
  readonly start: JournalStart
  readonly intervals: JournalInterval[]
}

/** Share of an interval by which restarts and cron jobs may be off without a gap being drawn. */
const JITTER_SHARE = 0.1

/**
 * A journal as a result, for plot and explain: the records of all runs in one line of time. Intervals that
 * were not observed leave a gap; what was held, failed or changed is in the warnings.
 * @throws UserError for a journal without an observed interval.
 */
export function journalResult(lines: readonly JournalLine[], name: string): Result {
  const all = runsOf(lines)
  const last = all.at(-1)
  if (last === undefined) throw new UserError(`${name}: the journal has no start line`)
  const seconds = last.start.settings.adjustmentIntervalSeconds
  const since = all.findLastIndex(
    ({ start }) => start.settings.adjustmentIntervalSeconds !== seconds,
  )
  const runs = all.slice(since + 1)
  const originEpochMs = runs[0]!.start.originEpochMs
  const intervals = onOneAxis(runs, { originEpochMs, seconds })
  if (intervals.length === 0) {
    throw new UserError(`${name}: no interval of ${seconds} s was observed yet`)
  }
  const { settings, profile, plannerVersion } = last.start
  const summary = summarize(intervals, settings)
  const { prefill, decode } = profile
  const ranges = {
    islRange: prefill?.islRange ?? null,
    contextRange: decode?.contextLengthRange ?? null,
  }
  return {
    schemaVersion: 1,
    plannerVersion,
    settings,
    trace: {
      name,
      format: 'journal',
      requests: Math.round(summary.requests),
      inputTokens: total(intervals, ({ observed }) => observed.requests * observed.isl),
      outputTokens: total(intervals, ({ observed }) => observed.requests * observed.osl),
      firstSeconds: intervals[0]!.startSeconds,
      lastSeconds: intervals.at(-1)!.startSeconds + seconds,
      sorted: true,
      originEpochMs,
      badLines: 0,
      firstBadLine: null,
    },
    profile: { ...profile, coverage: coverageOf(intervals, ranges) },
    warmup: warmupOf(runs[0]!.start),
    intervals,
    // Prometheus extrapolates: a count of requests need not be whole.
    summary: { ...summary, requests: Math.round(summary.requests) },
    warnings: warningsOf(runs, all.slice(0, since + 1)),
  }
}

function runsOf(lines: readonly JournalLine[]): Run[] {
  const runs: Run[] = []
  for (const line of lines) {
    if (line.kind === 'start') runs.push({ start: line, intervals: [] })
    else runs.at(-1)?.intervals.push(line)
  }
  return runs
}

function onOneAxis(
  runs: readonly Run[],
  { originEpochMs, seconds }: { readonly originEpochMs: number; readonly seconds: number },
): IntervalRecord[] {
  const records: IntervalRecord[] = []
  for (const { start, intervals } of runs) {
    const shift = (start.originEpochMs - originEpochMs) / 1000
    for (const { record } of intervals) {
      if (record === null) continue
      const end = (records.at(-1)?.startSeconds ?? Number.NEGATIVE_INFINITY) + seconds
      const own = record.startSeconds + shift
      const startSeconds = own < end + JITTER_SHARE * seconds ? end : own
      records.push({ ...record, index: records.length, startSeconds })
    }
  }
  return records
}

function warmupOf({ warmup, settings }: JournalStart): Result['warmup'] {
  return warmup.map((traffic, i) => {
    const index = i - warmup.length
    return { ...traffic, index, startSeconds: index * settings.adjustmentIntervalSeconds }
  })
}

function warningsOf(runs: readonly Run[], leftOut: readonly Run[]): string[] {
  const intervals = runs.flatMap((run) => run.intervals)
  const starts = runs.filter(({ start }, i) => i > 0 && start.cause === 'start').length
  const reloads = runs.filter(({ start }, i) => i > 0 && start.cause === 'reload').length
  const missed = total(intervals, (interval) => interval.missed)
  const failed = intervals.filter(({ outcome }) => outcome.kind === 'failed')
  const skipped = intervals.flatMap(({ outcome }) => skipReasons(outcome).slice(0, 1))
  const edits = intervals.flatMap(({ outcome }) => editsOf(outcome).slice(0, 1))
  const before = leftOut.reduce((sum, run) => sum + run.intervals.length, 0)
  return [
    ...(runs.some(({ start }) => !start.deployment.acts)
      ? ['decisions were published, not carried out (--advisory or --no-operation)']
      : []),
    ...holdWarnings(intervals),
    ...(failed.length === 0
      ? []
      : [`${count(failed.length, 'order')} failed; the first: ${reasonOf(failed[0]!)}`]),
    ...(skipped.length === 0
      ? []
      : [
          `${count(skipped.length, 'order')} not taken, or not by each pool; the first: ${skipped[0]}`,
        ]),
    ...(edits.length === 0
      ? []
      : [
          `replicas set by somebody else in ${count(edits.length, 'interval')}; the first: ${edits[0]}`,
        ]),
    ...(missed === 0 ? [] : [`${count(missed, 'interval')} missed: the one before took too long`]),
    ...(starts === 0 ? [] : [`the planner was started again ${count(starts, 'time')}`]),
    ...(reloads === 0
      ? []
      : [`settings changed ${count(reloads, 'time')} while it ran; those shown are the last`]),
    ...(before === 0 ? [] : [`${count(before, 'earlier interval')} of another length left out`]),
  ]
}

function holdWarnings(intervals: readonly JournalInterval[]): string[] {
  const byCode = new Map<HoldCode, JournalInterval[]>()
  for (const interval of intervals) {
    if (interval.hold === null) continue
    byCode.set(interval.hold.code, [...(byCode.get(interval.hold.code) ?? []), interval])
  }
  return [...byCode].map(
    ([code, held]) =>
      `${count(held.length, 'interval')} of ${intervals.length} held (${code}); the first: ${held[0]!.hold!.text}`,
  )
}

function skipReasons(outcome: ApplyResult): string[] {
  const reason = outcome.kind === 'skipped' ? outcome.reason : undefined
  const pools = 'pools' in outcome && outcome.pools ? outcome.pools : null
  const byPool = ROLES.flatMap((role) => {
    const pool = pools?.[role]
    return pool?.kind === 'skipped' ? [`${role}: ${pool.reason}`] : []
  })
  return reason === undefined ? byPool : [...byPool, reason]
}

function editsOf(outcome: ApplyResult): string[] {
  const edits = 'manualEdits' in outcome ? (outcome.manualEdits ?? []) : []
  return edits.map(({ role, found, decided }) => `${role} ${found}, ordered was ${decided}`)
}

function reasonOf({ outcome }: JournalInterval): string {
  return outcome.kind === 'failed' ? outcome.reason : outcome.kind
}

function total<T>(items: readonly T[], of: (item: T) => number): number {
  return Math.round(items.reduce((sum, item) => sum + of(item), 0))
}
