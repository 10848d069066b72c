import { UserError } from '../domain/user-error.js'
import { formatElapsed } from '../report/time.js'
import { lossOf } from '../run/explain/outcome.js'
import type { Result } from '../run/result.js'
import { ClockTime } from '../trace/clock-time.js'
import type { IntervalChoice } from './explain-flags.js'

const DAY_SECONDS = 86_400
/** Clock times are shown cut to the second: what is shown as 18:31:03 may have begun late in that second. */
const SHOWN_SECOND = 0.999_999
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
function worstIntervals({ intervals, settings }: Result, count: number): readonly number[] {
  return intervals
    .map((record, index) => ({ index, loss: lossOf(record, settings) }))
    .filter(({ loss }) => loss > 0)
    .sort((a, b) => b.loss - a.loss || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
}

function intervalAtTime(result: Result, text: string): number {
  const found = momentsOf(result, text).flatMap((seconds) => {
    const index = intervalOf(result, seconds)
    return index === undefined ? [] : { index, seconds }
  })
  if (found.length === 1) return found[0]!.index
  if (found.length === 0) {
    throw new UserError(`--at ${text} lies in no interval; ${rangeText(result)}`)
  }
  const days = found.map(({ seconds }) => momentText(result, seconds).slice(0, 10))
  throw new UserError(
    `--at ${text} is a time on ${days.length} days of the trace, ${days[0]} to ${days.at(-1)}`,
    { hint: `give the day, too: --at '${momentText(result, found[0]!.seconds)}'` },
  )
}

/** The interval that a moment lies in, seconds from the trace's origin; undefined when there is none. */
function intervalOf({ intervals, settings }: Result, seconds: number): number | undefined {
  const index = intervals.findLastIndex(({ startSeconds }) => startSeconds <= seconds)
  if (index < 0) return undefined
  const { startSeconds } = intervals[index]!
  return seconds < startSeconds + settings.adjustmentIntervalSeconds ? index : undefined
}

/** What a time may mean, seconds from the trace's origin: a time of day may be that of several days. */
function momentsOf(result: Result, text: string): readonly number[] {
  const { originEpochMs } = result.trace
  const parts = TIME.exec(text)
  if (originEpochMs === null) {
    if (parts === null) throw notTime(text, 'h:mm or h:mm:ss')
    return [secondsOf(parts)]
  }
  const clock = new ClockTime()
  if (clock.parseText(text)) {
    const fraction = clock.nanoseconds === 0 ? SHOWN_SECOND : clock.nanoseconds / 1e9
    return [clock.seconds + fraction - originEpochMs / 1000]
  }
  if (parts === null) throw notTime(text, 'h:mm, h:mm:ss or YYYY-MM-DD hh:mm:ss')
  const seconds = secondsOf(parts)
  return timesOfDay(result, Number.isInteger(seconds) ? seconds + SHOWN_SECOND : seconds)
}

function secondsOf([, hours, minutes, seconds]: RegExpExecArray): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)
}

function notTime(text: string, allowed: string): UserError {
  return new UserError(`--at: '${text}' is no time; it must be ${allowed}`)
}

function timesOfDay(result: Result, secondsOfDay: number): readonly number[] {
  if (secondsOfDay >= DAY_SECONDS) return []
  const originSeconds = result.trace.originEpochMs! / 1000
  const { beginSeconds, endSeconds } = rangeOf(result)
  const firstDay = Math.floor((beginSeconds + originSeconds) / DAY_SECONDS) * DAY_SECONDS
  const times: number[] = []
  for (let day = firstDay; day < endSeconds + originSeconds; day += DAY_SECONDS) {
    times.push(day + secondsOfDay - originSeconds)
  }
  return times
}

function rangeOf({ intervals, settings }: Result) {
  return {
    beginSeconds: intervals[0]!.startSeconds,
    endSeconds: intervals.at(-1)!.startSeconds + settings.adjustmentIntervalSeconds,
  }
}

function rangeText(result: Result): string {
  const { intervals, settings, trace } = result
  const { beginSeconds, endSeconds } = rangeOf(result)
  const range = `${momentText(result, beginSeconds)} until ${momentText(result, endSeconds)}`
  const dropped =
    settings.emptyIntervals === 'drop'
      ? ', those without a request left out (--empty-intervals drop)'
      : ''
  return `the trace has ${range}${trace.originEpochMs === null ? '' : ' UTC'}, in ${intervals.length} intervals of ${settings.adjustmentIntervalSeconds} s${dropped}`
}

/** As `--at` takes it. */
function momentText({ trace: { originEpochMs } }: Result, seconds: number): string {
  if (originEpochMs === null) return formatElapsed(seconds * 1000)
  const iso = new Date(originEpochMs + seconds * 1000).toISOString()
  return iso.slice(0, 19).replace('T', ' ')
}
