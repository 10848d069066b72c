import { UserError } from '../../domain/user-error.js'
import type { Result } from '../result.js'
import { lossOf } from './outcome.js'

/** One interval by its index. @throws UserError with the range when there is none. */
export function intervalAt({ intervals }: Result, index: number): number {
  if (index < intervals.length) return index
  throw new UserError(
    `--interval ${index} is not there; it must be a whole number from 0 to ${intervals.length - 1}`,
  )
}

/** The interval that a moment lies in, seconds from the trace's origin; undefined when there is none. */
export function intervalOf({ intervals, settings }: Result, seconds: number): number | undefined {
  const index = intervals.findLastIndex(({ startSeconds }) => startSeconds <= seconds)
  if (index < 0) return undefined
  const { startSeconds } = intervals[index]!
  return seconds < startSeconds + settings.adjustmentIntervalSeconds ? index : undefined
}

/** The intervals that lost the most requests, the worst first; those that lost none are left out. */
export function worstIntervals({ intervals }: Result, count: number): readonly number[] {
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
