import {
  type Freshness,
  METRICS,
  type Metric,
  type Sighting,
  type SightingFault,
  type Sightings,
} from '../../domain/sighting.js'
import { causeOf } from '../error-cause.js'
import type { TrafficSource } from '../source.js'
import type { Answer } from './answer.js'
import type { PrometheusClient } from './client.js'
import { DECIMAL_SHIFT, freshnessQuery, metricQuery, type QueryOptions } from './queries.js'
import { type Identity, isOurs, keyOf, lastOf, meanOf, numberOf, sumOf } from './series.js'

export interface PrometheusSourceOptions extends QueryOptions {
  readonly client: PrometheusClient
  readonly identity: Identity
}

/** An answer, or why there is none. */
type Asked = { readonly answer: Answer } | { readonly error: string }

/** Asks all questions of an interval at once; retries end when half the interval is over. */
export function createPrometheusSource(options: PrometheusSourceOptions): TrafficSource {
  const { client, identity, intervalSeconds } = options
  return {
    async read(signal) {
      const questions = [...METRICS.map((metric) => metricQuery(metric, options))]
      const [fresh, ...asked] = await Promise.all(
        [freshnessQuery(options), ...questions].map((promql) => ask(promql, signal)),
      )
      const answers = new Map(METRICS.map((metric, i) => [metric, asked[i]!]))
      return {
        metrics: perMetric((metric) => sightingOf(metric, answers.get(metric)!)),
        freshness: freshnessOf(fresh!, answers.get('requests')!, identity),
        faults: [...failedFreshness(fresh!), ...partial([fresh!, ...asked])],
      }
    },
  }

  async function ask(promql: string, signal: AbortSignal): Promise<Asked> {
    const withinMs = (intervalSeconds * 1000) / 2
    try {
      return { answer: await client.query(promql, { signal, withinMs }) }
    } catch (error) {
      signal.throwIfAborted()
      return { error: causeOf(error) }
    }
  }

  function sightingOf(metric: Metric, asked: Asked): Sighting {
    if ('error' in asked) return { kind: 'failed', why: asked.error }
    return metric === 'requests'
      ? sumOf(asked.answer, identity)
      : meanOf(asked.answer, { identity, shift: DECIMAL_SHIFT[metric] })
  }
}

/** Series that counted within the interval must still be scraped at its end. */
function freshnessOf(fresh: Asked, requests: Asked, identity: Identity): Freshness | null {
  if ('error' in fresh || 'error' in requests) return null
  const present = fresh.answer.series.filter((one) => isOurs(one, identity))
  const ages = present.flatMap((one) => {
    const point = lastOf(one)
    return point === undefined ? [] : [numberOf(point[1], 0)]
  })
  const keys = new Set(present.map(({ labels }) => keyOf(labels)))
  const gone = requests.answer.series.filter(
    (one) => isOurs(one, identity) && !keys.has(keyOf(one.labels)),
  )
  const names = new Set(gone.map(({ labels }) => labels.pod ?? labels.instance ?? keyOf(labels)))
  return {
    ageSeconds: ages.length === 0 ? null : Math.max(...ages),
    vanished: [...names].sort(),
  }
}

function failedFreshness(fresh: Asked): SightingFault[] {
  return 'error' in fresh ? [{ kind: 'failed', text: `age of the samples: ${fresh.error}` }] : []
}

/** The same warning comes with every answer; it is said once. */
function partial(asked: readonly Asked[]): SightingFault[] {
  const warnings = asked.flatMap((one) => ('error' in one ? [] : one.answer.warnings))
  return [...new Set(warnings)].map((text) => ({ kind: 'partial', text }))
}

function perMetric(of: (metric: Metric) => Sighting): Sightings['metrics'] {
  return Object.fromEntries(METRICS.map((metric) => [metric, of(metric)])) as Sightings['metrics']
}
