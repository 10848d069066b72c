import { formatCount } from '../units.js'
import type { ChartSource, TimeWindow } from './source.js'
import { bucketSize } from './thin.js'
import { rangeWithWarmup } from './window.js'

/** Says how intervals were drawn together, or nothing when each is drawn by itself. */
export function thinningNote(source: ChartSource, window: TimeWindow): string {
  const { from, to } = rangeWithWarmup(source, window)
  const size = bucketSize(to - from)
  return size === 1
    ? ''
    : `Each step stands for ${formatCount(size)} intervals: bands from lowest to highest, lines their mean; latency quantiles, queues, replicas and GPUs the highest.`
}
