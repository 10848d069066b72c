import type { Felt, FirstOutcome } from '../../regression/case-report.js'
import { metricsOf } from '../../regression/metric.js'
import { startMs } from '../../report/charts/source.js'
import { formatMoment } from '../../report/time.js'
import type { IntervalRecord } from '../../run/result.js'
import { type DifferenceInput, mayReplay, settingsOf } from './first-difference.js'

/**
 * Where all decisions are the same, the first interval whose requests fared differently. A baseline does not
 * tell of single intervals, so its settings are played again; null where that does not come to its metrics.
 */
export async function firstOutcome(input: DifferenceInput): Promise<FirstOutcome | null> {
  const { baseline, result, comparison } = input
  const { difference } = comparison.replicas
  if (difference === null || difference.first !== null || !mayReplay(comparison)) return null
  const before = await input.replay(settingsOf(input))
  const isReproduced = JSON.stringify(metricsOf(before)) === JSON.stringify(baseline.metrics)
  if (!isReproduced) return null
  const index = result.intervals.findIndex(
    (record, i) => JSON.stringify(feltIn(record)) !== JSON.stringify(feltIn(before.intervals[i])),
  )
  const record = result.intervals[index]
  const [was, is] = [feltIn(before.intervals[index]), feltIn(record)]
  if (record === undefined || was === null || is === null) return null
  const clock = result.trace.originEpochMs !== null
  return { index, time: formatMoment(startMs(result, record), { clock }), baseline: was, now: is }
}

function feltIn(record: IntervalRecord | undefined): Felt | null {
  if (record?.simulated === undefined) return null
  const { sla, ttftMs, itlMs } = record.simulated
  return { attainment: sla.both, ttftP99Ms: ttftMs.p99, itlP99Ms: itlMs.p99 }
}
