import type { Metric } from '../../domain/sighting.js'

/** Metric names below the frontend's prefix; the means are of histograms. */
const HISTOGRAMS: Readonly<Record<Exclude<Metric, 'requests'>, string>> = {
  isl: 'input_sequence_tokens',
  osl: 'output_sequence_tokens',
  ttftMs: 'time_to_first_token_seconds',
  itlMs: 'inter_token_latency_seconds',
  requestDurationSeconds: 'request_duration_seconds',
}

/** Powers of ten between the metric's unit and ours: seconds to milliseconds. */
export const DECIMAL_SHIFT: Readonly<Record<Metric, number>> = {
  requests: 0,
  isl: 0,
  osl: 0,
  ttftMs: 3,
  itlMs: 3,
  requestDurationSeconds: 0,
}

export interface QueryOptions {
  /** `dynamo_frontend` where nobody has changed it. */
  readonly metricPrefix: string
  readonly intervalSeconds: number
}

/** The question behind a metric, as the established planner asks it: a value per series. */
export function metricQuery(
  metric: Metric,
  { metricPrefix, intervalSeconds }: QueryOptions,
): string {
  const range = rangeText(intervalSeconds)
  if (metric === 'requests') return `increase(${metricPrefix}_requests_total[${range}])`
  const name = `${metricPrefix}_${HISTOGRAMS[metric]}`
  return `increase(${name}_sum[${range}])/increase(${name}_count[${range}])`
}

/** Age of the last sample of each series that is still scraped, by the server's own clock. */
export function freshnessQuery({ metricPrefix }: QueryOptions): string {
  return `time() - timestamp(${metricPrefix}_requests_total)`
}

/** PromQL knows whole units only. Worked: 180 → 180s, 1.5 → 1500ms. */
function rangeText(seconds: number): string {
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`
}
