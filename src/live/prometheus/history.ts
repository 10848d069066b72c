import type { Traffic, TrafficSeries } from '../../domain/traffic.js'
import { TRAFFIC_SERIES } from '../../domain/traffic.js'
import { UserError } from '../../domain/user-error.js'
import type { Clock } from '../clock.js'
import { causeOf } from '../error-cause.js'
import type { TrafficHistory } from '../source.js'
import type { Answer } from './answer.js'
import type { PrometheusClient } from './client.js'
import { metricQuery, type QueryOptions } from './queries.js'
import { type Identity, meanOf, sumOf } from './series.js'

/** What Prometheus answers at most in one range query. */
const MOST_POINTS = 11_000

export interface PrometheusHistoryOptions extends QueryOptions {
  readonly client: PrometheusClient
  readonly identity: Identity
  readonly clock: Clock
}

/**
 * The traffic of past intervals by range queries, each point what the instant query would have said then.
 * An interval in which the series were not there, or had requests without a mean length, is left out: it
 * is a gap, not silence.
 */
export function createPrometheusHistory(options: PrometheusHistoryOptions): TrafficHistory {
  const { client, identity, clock, intervalSeconds } = options
  return {
    async readHistory(seconds, signal) {
      const count = Math.floor(seconds / intervalSeconds)
      if (count > MOST_POINTS) {
        throw new UserError(
          `--warm-start: ${seconds} s are ${count} intervals of ${intervalSeconds} s; at most ${MOST_POINTS} can be read`,
        )
      }
      const endSeconds = clock.epochMs() / 1000
      const range = {
        startSeconds: endSeconds - (count - 1) * intervalSeconds,
        endSeconds,
        stepSeconds: intervalSeconds,
      }
      const answers = await Promise.all(
        TRAFFIC_SERIES.map((series) =>
          client
            .queryRange({ ...range, promql: metricQuery(series, options) }, { signal })
            .catch((error: unknown) => {
              signal.throwIfAborted()
              throw failed(error)
            }),
        ),
      )
      const bySeries = new Map(
        TRAFFIC_SERIES.map((series, i) => [series, pointsAt(answers[i]!, { ...range, count })]),
      )
      return Array.from({ length: count }, (_, i) => trafficAt(i, bySeries)).flatMap(
        (traffic) => traffic ?? [],
      )
    },
  }

  function trafficAt(
    index: number,
    answers: ReadonlyMap<TrafficSeries, readonly Answer[]>,
  ): Traffic | undefined {
    const at = (series: TrafficSeries) => answers.get(series)![index]!
    const requests = sumOf(at('requests'), identity)
    if (requests.kind !== 'value') return undefined
    if (requests.value === 0) return { requests: 0, isl: 0, osl: 0 }
    const isl = meanOf(at('isl'), { identity, shift: 0 })
    const osl = meanOf(at('osl'), { identity, shift: 0 })
    if (isl.kind !== 'value' || osl.kind !== 'value') return undefined
    return { requests: requests.value, isl: isl.value, osl: osl.value }
  }
}

/** A range as one answer per point of time, the way instant queries give them. */
function pointsAt(
  { series, warnings }: Answer,
  grid: { readonly startSeconds: number; readonly stepSeconds: number; readonly count: number },
): readonly Answer[] {
  const columns = Array.from({ length: grid.count }, () => [] as Answer['series'][number][])
  for (const { labels, points } of series) {
    for (const point of points) {
      const index = Math.round((point[0] - grid.startSeconds) / grid.stepSeconds)
      columns[index]?.push({ labels, points: [point] })
    }
  }
  return columns.map((column) => ({ series: column, warnings }))
}

function failed(error: unknown): UserError {
  return new UserError(`--warm-start: Prometheus gave no history: ${causeOf(error)}`, {
    hint: 'start without --warm-start, or when Prometheus is back',
    exitCode: 3,
    cause: error,
  })
}
