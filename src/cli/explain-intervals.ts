import { UserError } from '../domain/user-error.js'
import { startMs } from '../report/charts/source.js'
import { formatMoment } from '../report/time.js'
import { lossOf } from '../run/explain/outcome.js'
import type { Result } from '../run/result.js'
import { ClockTime } from '../trace/clock-time.js'
import type { IntervalChoice } from './explain-flags.js'

const DAY_SECONDS = 86_400
const TIME = /^(\d{1,5}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?$/

/** The indices of the intervals asked for. @throws UserError with the range for one that is not there. */
export function chosenIntervals(result: Result, choice: IntervalChoice): readonly number[] {
  switch (choice.kind) {
    case 'at':
      return [intervalAtTime(result, choice.time)]
    case 'interval':
      return [intervalAt(result, choice.index)]
    case 'worst':
      return worstIntervals(result, choice.count)
  }
}

/** One interval by its index. @throws UserError with the range when there is none. */
function intervalAt({ intervals }: Result, index: number): number {
  if (index < intervals.length) return index
  throw new UserError(
    `--interval ${index} is not there; it must be a whole number from 0 to ${intervals.length - 1}`,
  )
}

/** The intervals that lost the most requests, the worst first; those that lost none are left out. */
function worstIntervals({ intervals }: Result, count: number): readonly number[] {
  if (count > intervals.length) {
    throw new UserError(
      `--worst ${count} is more than there are; it must be a whole number from 1 to ${intervals.length}`,
    )
  }
  return intervals
    .map((record, index) => ({ index, loss: lossOf(record) }))
    .filter(({ loss }) => loss > 0)
    .sort((a, b) => b.loss - a.loss || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
}

function intervalAtTime(result: Result, text: string): number {
  const found = secondsOf(result, text).flatMap((seconds) => intervalOf(result, seconds) ?? [])
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    throw new UserError(`--at ${text} is a time on ${found.length} days of the trace`, {
      hint: "give the day, too: --at 'YYYY-MM-DD hh:mm:ss', or --interval",
    })
  }
  throw new UserError(`--at ${text} lies in no interval; ${rangeText(result)}`)
}

/** The interval that a moment lies in, seconds from the trace's origin; undefined when there is none. */
function intervalOf({ intervals, settings }: Result, seconds: number): number | undefined {
  const index = intervals.findLastIndex(({ startSeconds }) => startSeconds <= seconds)
  if (index < 0) return undefined
  const { startSeconds } = intervals[index]!
  return seconds < startSeconds + settings.adjustmentIntervalSeconds ? index : undefined
}

/** What a time may mean, seconds from the trace's origin: a time of day may be that of several days. */
function secondsOf(result: Result, text: string): readonly number[] {
  const { originEpochMs } = result.trace
  const parts = TIME.exec(text)
  const clock = new ClockTime()
  if (originEpochMs !== null && clock.parseText(text)) {
    return [clock.seconds + clock.nanoseconds / 1e9 - originEpochMs / 1000]
  }
  if (parts === null) {
    throw new UserError(
      `--at: '${text}' is no time; it must be h:mm or h:mm:ss${originEpochMs === null ? '' : ', or YYYY-MM-DD hh:mm:ss'}`,
    )
  }
  const seconds = Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3] ?? 0)
  return originEpochMs === null ? [seconds] : timesOfDay(result, seconds, originEpochMs / 1000)
}

function timesOfDay(
  { intervals, settings }: Result,
  secondsOfDay: number,
  originSeconds: number,
): readonly number[] {
  const first = intervals[0]!.startSeconds + originSeconds
  const end = intervals.at(-1)!.startSeconds + settings.adjustmentIntervalSeconds + originSeconds
  const times: number[] = []
  const firstDay = Math.floor(first / DAY_SECONDS) * DAY_SECONDS
  if (secondsOfDay >= DAY_SECONDS) return []
  for (let day = firstDay; day < end; day += DAY_SECONDS) {
    times.push(day + secondsOfDay - originSeconds)
  }
  return times
}

function rangeText(result: Result): string {
  const { intervals, settings, trace } = result
  const clock = trace.originEpochMs !== null
  const first = startMs(result, intervals[0]!)
  const end = startMs(result, intervals.at(-1)!) + settings.adjustmentIntervalSeconds * 1000
  const moment = (ms: number) => formatMoment(ms, { clock })
  return `the trace has ${moment(first)} until ${moment(end)}${clock ? ' UTC' : ''}, in ${intervals.length} intervals of ${settings.adjustmentIntervalSeconds} s`
}
