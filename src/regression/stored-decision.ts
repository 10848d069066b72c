import type { Reason } from '../domain/decision.js'
import { type PerRole, ROLES, type Role } from '../domain/role.js'
import type { Traffic } from '../domain/traffic.js'
import type { IntervalRecord } from '../run/result.js'

/**
 * The arithmetic of one decision: what the explanation of a difference needs once the run is gone.
 * Only shown, never compared.
 */
export interface StoredDecision {
  readonly at: number
  readonly observed: Traffic
  readonly forecast: Traffic
  /** Null for a pool that was not planned. */
  readonly prefill: StoredPool | null
  readonly decode: StoredPool | null
  /** Tokens the replicas could serve in the interval. */
  readonly capacity: PerRole<number>
  /** What bound beyond the load. */
  readonly reasons: readonly Reason[]
}

export interface StoredPool {
  readonly wanted: number
  readonly correction: number
  readonly tokensPerSecond: number
  readonly throughputPerGpu: number
  readonly latencyMs: number
}

/** Enough to follow the arithmetic by hand. */
const DIGITS = 6

/** @param gpus GPUs of one replica. */
export function storeDecision(record: IntervalRecord, gpus: PerRole<number>): StoredDecision {
  const { decision, observed, predicted, capacity } = record
  return {
    at: record.index,
    observed: roundedTraffic(observed),
    forecast: roundedTraffic(predicted),
    prefill: storePool('prefill', record, gpus),
    decode: storePool('decode', record, gpus),
    capacity: {
      prefill: rounded(capacity.prefillTokens),
      decode: rounded(capacity.decodeTokens),
    },
    reasons: decision.reasons.filter(({ code }) => code !== 'load'),
  }
}

/** As an interval record again, for what explains decisions. Replicas are those of its run. */
export function recordOf(stored: StoredDecision, target: PerRole<number>): IntervalRecord {
  const { observed, capacity } = stored
  const each = <K extends keyof StoredPool>(key: K) => perRole((role) => stored[role]?.[key] ?? null)
  return {
    index: stored.at,
    startSeconds: 0,
    observed,
    predicted: stored.forecast,
    target,
    load: {
      prefillTokens: observed.requests * observed.isl,
      decodeTokens: observed.requests * observed.osl,
    },
    capacity: { prefillTokens: capacity.prefill, decodeTokens: capacity.decode },
    decision: {
      unclamped: each('wanted'),
      correction: each('correction'),
      demandTokensPerSecond: each('tokensPerSecond'),
      throughputPerGpu: each('throughputPerGpu'),
      throughputSource: perRole(() => null),
      latencyMs: each('latencyMs'),
      reasons: stored.reasons,
    },
  }
}

function storePool(
  role: Role,
  { decision }: IntervalRecord,
  gpus: PerRole<number>,
): StoredPool | null {
  const wanted = decision.unclamped[role]
  const correction = decision.correction[role]
  const tokensPerSecond = decision.demandTokensPerSecond[role]
  const throughputPerGpu = decision.throughputPerGpu[role]
  const latencyMs = decision.latencyMs[role]
  if (wanted === null || correction === null || latencyMs === null) return null
  if (tokensPerSecond === null || throughputPerGpu === null) return null
  const exact = { wanted, correction, tokensPerSecond, throughputPerGpu, latencyMs }
  const short = {
    wanted,
    correction: rounded(correction),
    tokensPerSecond: rounded(tokensPerSecond),
    throughputPerGpu: rounded(throughputPerGpu),
    latencyMs: rounded(latencyMs),
  }
  // A load that fills its replicas to the last token must not read as one that needs another.
  const replicas = (pool: StoredPool) =>
    Math.ceil(pool.tokensPerSecond / pool.throughputPerGpu / gpus[role])
  return replicas(short) === replicas(exact) ? short : exact
}

function roundedTraffic({ requests, isl, osl }: Traffic): Traffic {
  return { requests: rounded(requests), isl: rounded(isl), osl: rounded(osl) }
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS))
}

function perRole<T>(of: (role: Role) => T): PerRole<T> {
  const [prefill, decode] = ROLES.map(of)
  return { prefill: prefill!, decode: decode! }
}
