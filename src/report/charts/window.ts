import type { ChartSource, TimeWindow } from './source.js'
import type { IndexRange } from './thin.js'

/**
 * Entries of `time`, warm-up included, that a stretch of the axis shows, with one neighbour on
 * either side so that lines run on to the edge.
 */
export function rangeWithWarmup(
  { time, intervalMs }: ChartSource,
  { from, to }: TimeWindow,
): IndexRange {
  const first = firstAtOrAfter(time, from - intervalMs)
  const end = firstAtOrAfter(time, to)
  return { from: Math.max(0, first - 1), to: Math.min(time.length, end + 1) }
}

/** The same for the trace's own intervals, counted from its first. */
export function rangeOfTrace(source: ChartSource, window: TimeWindow): IndexRange {
  const { from, to } = rangeWithWarmup(source, window)
  const { warmup } = source
  return { from: Math.max(0, from - warmup), to: Math.max(0, to - warmup) }
}

/** Binary search; `time.length` when all are earlier. */
export function firstAtOrAfter(time: readonly number[], at: number): number {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((time[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** Position in `time` of the interval that holds a moment; −1 in a gap or outside. */
export function indexAt({ time, intervalMs }: ChartSource, at: number): number {
  const next = firstAtOrAfter(time, at)
  const index = time[next] === at ? next : next - 1
  const start = time[index]
  return start !== undefined && at < start + intervalMs ? index : -1
}
