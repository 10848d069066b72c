import type { Hold, PoolSighting } from '../domain/live-interval.js'
import type { Observation, RoleObservation } from '../domain/observation.js'
import type { PerRole } from '../domain/role.js'
import { METRICS, type Metric, type Sighting, type Sightings } from '../domain/sighting.js'

/** Either what the planner is told, or why it is told nothing. */
export type Judgement =
  | { readonly observation: Observation; readonly hold: null }
  | { readonly observation: null; readonly hold: Hold }

/**
 * Whether an interval was seen well enough to act on. An outage is not zero traffic: a failed, partial or
 * stale answer, a vanished target, and requests without a mean hold the replicas. No request at all is an
 * observation: the means are then 0, and the planner may go down to its minimum.
 */
export function judge(
  seen: Sightings,
  known: { readonly pools: PerRole<PoolSighting> | null; readonly maxStalenessSeconds: number },
): Judgement {
  const hold = failedHold(seen) ?? staleHold(seen, known.maxStalenessSeconds) ?? undefinedHold(seen)
  if (hold !== undefined) return { observation: null, hold }
  return { observation: observationOf(seen, known.pools), hold: null }
}

function failedHold({ metrics, faults }: Sightings): Hold | undefined {
  const failed = METRICS.flatMap((metric) => {
    const sighting = metrics[metric]
    return sighting.kind === 'failed' ? [{ metric, why: sighting.why }] : []
  })
  const [first] = failed
  if (first !== undefined) {
    const others = failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''
    return { code: 'query-failed', text: `${first.metric}: ${first.why}${others}` }
  }
  const [fault] = faults
  if (fault === undefined) return undefined
  return { code: fault.kind === 'failed' ? 'query-failed' : 'partial', text: fault.text }
}

function staleHold({ freshness }: Sightings, maxStalenessSeconds: number): Hold | undefined {
  if (freshness === null) return undefined
  const { ageSeconds, vanished } = freshness
  if (vanished.length > 0) {
    return {
      code: 'vanished',
      text: `no longer scraped: ${vanished.join(', ')}; the requests of the interval are not all known`,
    }
  }
  if (ageSeconds !== null && ageSeconds > maxStalenessSeconds) {
    return {
      code: 'stale',
      text: `the last sample is ${ageSeconds.toFixed(1)} s old, ${maxStalenessSeconds} s are allowed`,
    }
  }
  return undefined
}

function undefinedHold({ metrics }: Sightings): Hold | undefined {
  const { requests } = metrics
  if (requests.kind === 'value' && requests.value === 0) return undefined
  for (const metric of METRICS) {
    const sighting = metrics[metric]
    if (sighting.kind === 'undefined') {
      return { code: 'undefined', text: `${metric}: ${sighting.why}` }
    }
  }
  return undefined
}

function observationOf({ metrics }: Sightings, pools: PerRole<PoolSighting> | null): Observation {
  const traffic = {
    requests: knownValue(metrics.requests) ?? 0,
    isl: knownValue(metrics.isl) ?? 0,
    osl: knownValue(metrics.osl) ?? 0,
  }
  return {
    traffic,
    ...latency('ttftMs', metrics),
    ...latency('itlMs', metrics),
    ...latency('requestDurationSeconds', metrics),
    roles: { prefill: roleOf(pools?.prefill), decode: roleOf(pools?.decode) },
  }
}

/** An unknown latency stays unknown: the correction then keeps its former factor. */
function latency<K extends Metric>(
  metric: K,
  metrics: Sightings['metrics'],
): Partial<Record<K, number>> {
  const value = knownValue(metrics[metric])
  return value === undefined ? {} : ({ [metric]: value } as Record<K, number>)
}

function roleOf(pool: PoolSighting | undefined): RoleObservation {
  return pool === undefined || pool.running === null ? {} : { readyReplicas: pool.running }
}

function knownValue(sighting: Sighting): number | undefined {
  return sighting.kind === 'value' ? sighting.value : undefined
}
