import type { PerRole, Role } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { TrafficSeries } from '../domain/traffic.js'
import { forecastErrors } from '../forecast/accuracy.js'
import { gpusPerEngine } from '../planner/sizing/policy.js'
import type { IntervalRecord, Summary } from './result.js'

/** Folds the interval records into the headline numbers. */
export function summarize(intervals: readonly IntervalRecord[], settings: DryRunSettings): Summary {
  const hours = settings.adjustmentIntervalSeconds / 3600
  const gpuHours = (role: Role) => total(intervals.map((record) => gpusOf(record, role))) * hours
  const prefill = gpuHours('prefill')
  const decode = gpuHours('decode')
  return {
    requests: total(intervals.map((record) => record.observed.requests)),
    intervals: intervals.length,
    scalingActions: intervals.filter((record, i) => i > 0 && !sameTarget(record, intervals[i - 1]!))
      .length,
    replicas: {
      prefill: meanAndPeak(intervals.map((record) => record.target.prefill)),
      decode: meanAndPeak(intervals.map((record) => record.target.decode)),
    },
    gpus: meanAndPeak(
      intervals.map((record) => gpusOf(record, 'prefill') + gpusOf(record, 'decode')),
    ),
    gpuHours: { prefill, decode, total: prefill + decode },
    shortIntervals: {
      prefill: intervals.filter(({ load, capacity }) => load.prefillTokens > capacity.prefillTokens)
        .length,
      decode: intervals.filter(({ load, capacity }) => load.decodeTokens > capacity.decodeTokens)
        .length,
    },
    forecast: { requests: errors('requests'), isl: errors('isl'), osl: errors('osl') },
  }

  function gpusOf(record: IntervalRecord, role: Role): number {
    return record.target[role] * gpusPerEngine(settings, role)
  }

  function errors(series: TrafficSeries) {
    // An empty interval has no mean length to be right or wrong about.
    const points =
      series === 'requests' ? intervals : intervals.filter((record) => record.observed.requests > 0)
    return forecastErrors({
      actual: points.map((record) => record.observed[series]),
      predicted: points.map((record) => record.predicted[series]),
    })
  }
}

function sameTarget(
  { target }: IntervalRecord,
  { target: before }: { readonly target: PerRole<number> },
): boolean {
  return target.prefill === before.prefill && target.decode === before.decode
}

function meanAndPeak(values: readonly number[]): { mean: number; peak: number } {
  return {
    mean: values.length === 0 ? 0 : total(values) / values.length,
    peak: values.reduce((a, b) => Math.max(a, b), 0),
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
