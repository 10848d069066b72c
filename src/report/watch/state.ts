import type { LiveStatus, StatusInterval } from '../../run/live-status.js'
import type { InkName } from '../terminal/ink.js'
import { formatPlural } from '../units.js'
import { formatAge, formatTime, lastOf, type WatchView } from './view.js'

export interface WatchState {
  readonly text: string
  readonly ink: InkName
}

/** An interval is late when its end is this many intervals ago. */
const LATE_INTERVALS = 1.5

/** The one sentence to read first: what is wrong, or that nothing is. */
export function stateOf(view: WatchView): WatchState {
  const { status, connection, nowEpochMs } = view
  const last = status === null ? undefined : lastOf(status)
  if (connection?.lost) return alarm(lostText(view))
  if (status === null) return plain('waits for the first answer')
  const { beganEpochMs, targets } = status
  if (beganEpochMs === null) return plain('starting: connects, and waits until its pools are ready')
  const lateMs = nowEpochMs - Math.max(beganEpochMs, last?.atEpochMs ?? 0)
  if (lateMs > LATE_INTERVALS * targets.intervalSeconds * 1000) {
    return alarm(`LATE: no interval has ended for ${formatAge(lateMs)}`)
  }
  // What the journal has from before a restart is history.
  if (last === undefined || last.atEpochMs <= beganEpochMs) {
    return plain('waits for the first interval to end')
  }
  return last.hold === null ? outcomeState(last) : alarm(holdText(status, last.hold))
}

/** What became of the decision, in words. */
export const OUTCOME_TEXT: Readonly<Record<StatusInterval['outcome']['kind'], string>> = {
  applied: 'ordered',
  unchanged: 'unchanged',
  skipped: 'not taken',
  advised: 'advised',
  held: 'HELD',
  standby: 'stand-by',
  failed: 'FAILED',
}

function outcomeState({ outcome, missed }: StatusInterval): WatchState {
  const { kind, reason } = outcome
  const because = reason === null ? '' : `: ${reason}`
  if (kind === 'failed') return alarm(`ORDER FAILED${because}`)
  if (kind === 'skipped') return alarm(`order NOT TAKEN${because}`)
  if (missed > 0)
    return alarm(`MISSED ${formatPlural(missed, 'interval')}: the one before took too long`)
  return plain(SENTENCES[kind] + because)
}

const SENTENCES = {
  applied: 'on schedule; the last decision was ordered',
  unchanged: 'on schedule; the replicas are as decided',
  advised: 'on schedule; the last decision was published, not carried out',
  held: 'held',
  standby: 'on schedule; another planner leads and acts',
} as const

function holdText(
  { intervals }: LiveStatus,
  { code, text }: { code: string; text: string },
): string {
  const before = intervals.findLastIndex(({ hold }) => hold === null)
  const held = intervals.length - 1 - before
  return `HELD for ${formatPlural(held, 'interval')} (${code}): ${text}`
}

function lostText({ connection, status, nowEpochMs }: WatchView): string {
  const { why, forSeconds, retryInSeconds } = connection!.lost!
  const last = status === null ? undefined : lastOf(status)
  const age =
    last === undefined
      ? ''
      : `; shown is ${formatTime(last.atEpochMs)}, ${formatAge(nowEpochMs - last.atEpochMs)} old`
  const retry = `tries again in ${formatAge(retryInSeconds * 1000)}`
  return `CONNECTION LOST for ${formatAge(forSeconds * 1000)}: ${why}; ${retry}${age}`
}

function alarm(text: string): WatchState {
  return { text, ink: 'alarm' }
}

function plain(text: string): WatchState {
  return { text, ink: 'plain' }
}
