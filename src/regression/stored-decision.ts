import type { Reason, ReasonCode } from '../domain/decision.js'
import { type PerRole, ROLES, type Role } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { Traffic } from '../domain/traffic.js'
import type { IntervalRecord } from '../run/result.js'

/**
 * The arithmetic of one decision: what the explanation of a difference needs once the run is gone. Only
 * shown, never compared; numbers are tuples, so that a decision is one line of a diff.
 */
export interface StoredDecision {
  readonly at: number
  readonly observed: StoredTraffic
  readonly forecast: StoredTraffic
  /** Null for a pool that was not planned. */
  readonly prefill: StoredPool | null
  readonly decode: StoredPool | null
  /** Limits that bound; absent when none did. */
  readonly reasons?: readonly Reason[]
}

export type StoredTraffic = readonly [requests: number, isl: number, osl: number]

/** Replicas, observed latency ÷ the profile's, demand, throughput per GPU, and the latency it is had at, ms. */
export type StoredPool = readonly [
  wanted: number,
  correction: number,
  tokensPerSecond: number,
  throughputPerGpu: number,
  latencyMs: number,
]

/** Enough to follow the arithmetic by hand. */
const DIGITS = 6
const SNAP = 10 ** (1 - DIGITS)

/** A correction is told by its number. */
const LIMITS: readonly ReasonCode[] = [
  ...(['start', 'fixed', 'minimum'] as const),
  ...(['budget', 'skipped', 'target-unmeetable'] as const),
]

export function storeDecision(record: IntervalRecord, settings: DryRunSettings): StoredDecision {
  const { decision, observed, predicted } = record
  const reasons = decision.reasons.filter(({ code }) => LIMITS.includes(code))
  return {
    at: record.index,
    observed: storeTraffic(observed),
    forecast: storeTraffic(predicted),
    prefill: storePool('prefill', record, settings.prefillEngineNumGpu),
    decode: storePool('decode', record, settings.decodeEngineNumGpu),
    ...(reasons.length === 0 ? {} : { reasons }),
  }
}

/** As an interval record again, for what explains decisions. Replicas are those of its run. */
export function recordOf(
  stored: StoredDecision,
  {
    target,
    intervalSeconds,
  }: { readonly target: PerRole<number>; readonly intervalSeconds: number },
): IntervalRecord {
  const observed = trafficOf(stored.observed)
  const predicted = trafficOf(stored.forecast)
  const each = (place: 0 | 1 | 3 | 4) => perRole((role) => stored[role]?.[place] ?? null)
  return {
    index: stored.at,
    startSeconds: 0,
    observed,
    predicted,
    target,
    load: tokensOf(observed),
    // Not stored: what the replicas could have served is no part of the decision.
    capacity: { prefillTokens: 0, decodeTokens: 0 },
    decision: {
      unclamped: each(0),
      correction: each(1),
      demandTokensPerSecond: perRole(demand),
      throughputPerGpu: each(3),
      throughputSource: perRole(() => null),
      latencyMs: each(4),
      reasons: stored.reasons ?? [],
    },
  }

  /** Where nothing but the rounding lies between demand and forecast, they are the same. */
  function demand(role: Role): number | null {
    const rate = stored[role]?.[2] ?? null
    const { prefillTokens, decodeTokens } = tokensOf(predicted)
    const forecast = (role === 'prefill' ? prefillTokens : decodeTokens) / intervalSeconds
    if (rate === null) return null
    return Math.abs(rate - forecast) <= 3 * SNAP * forecast ? forecast : rate
  }
}

function storePool(role: Role, { decision }: IntervalRecord, gpus: number): StoredPool | null {
  const values = [
    decision.unclamped[role],
    decision.correction[role],
    decision.demandTokensPerSecond[role],
    decision.throughputPerGpu[role],
    decision.latencyMs[role],
  ]
  if (values.includes(null)) return null
  const exact = values as unknown as StoredPool
  const [wanted, ...rest] = exact
  const short = [wanted, ...rest.map(rounded)] as unknown as StoredPool
  // A load that fills its replicas to the last token must not read as one that needs another.
  const replicas = ([, , rate, throughput]: StoredPool) => Math.ceil(rate / throughput / gpus)
  return replicas(short) === replicas(exact) ? short : exact
}

function storeTraffic({ requests, isl, osl }: Traffic): StoredTraffic {
  return [rounded(requests), rounded(isl), rounded(osl)]
}

function trafficOf([requests, isl, osl]: StoredTraffic): Traffic {
  return { requests, isl, osl }
}

function tokensOf({ requests, isl, osl }: Traffic): IntervalRecord['load'] {
  return { prefillTokens: requests * isl, decodeTokens: requests * osl }
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS))
}

function perRole<T>(of: (role: Role) => T): PerRole<T> {
  const [prefill, decode] = ROLES.map(of)
  return { prefill: prefill!, decode: decode! }
}
