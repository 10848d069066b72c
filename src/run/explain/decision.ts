import { ROLES_OF_MODE, type Role } from '../../domain/role.js'
import type { DryRunSettings } from '../../domain/settings.js'
import { correctedItlMs } from '../../planner/sizing/decode.js'
import { gpusPerEngine } from '../../planner/sizing/policy.js'
import type { IntervalRecord, Result } from '../result.js'
import { boundsOf } from './bounds.js'
import type { ExplainedDecision, PoolDecision, PoolSizing } from './explanation.js'

/** The decision for an interval as arithmetic, from what the result holds. */
export function explainDecision(result: Result, index: number): ExplainedDecision {
  const { settings, intervals } = result
  const record = intervals[index]!
  const pools = ROLES_OF_MODE[settings.mode].map((role) => poolDecision(role, { record, settings }))
  const { observed, predicted } = record
  const planned = pools.some(({ sizing }) => sizing !== null)
  return {
    planned,
    traffic: {
      requests: { forecast: predicted.requests, actual: observed.requests },
      isl: { forecast: predicted.isl, actual: observed.isl },
      osl: { forecast: predicted.osl, actual: observed.osl },
    },
    pools,
    gpus: {
      wanted: planned ? gpusOf(pools, ({ sizing }) => sizing?.wanted ?? 0) : null,
      given: gpusOf(pools, ({ replicas }) => replicas),
    },
    gpuBudget: settings.maxGpuBudget < 0 ? null : settings.maxGpuBudget,
    minEndpoint: settings.minEndpoint,
    bounds: boundsOf({ result, index, pools }),
  }

  function gpusOf(of: readonly PoolDecision[], count: (pool: PoolDecision) => number): number {
    return of.reduce((sum, pool) => sum + count(pool) * gpusPerEngine(settings, pool.role), 0)
  }
}

interface Known {
  readonly record: IntervalRecord
  readonly settings: DryRunSettings
}

function poolDecision(role: Role, known: Known): PoolDecision {
  return {
    role,
    replicas: known.record.target[role],
    sizing: sizingOf(role, known),
    replicasForActual: replicasForActual(role, known.record),
  }
}

function sizingOf(
  role: Role,
  { record: { decision, predicted }, settings }: Known,
): PoolSizing | null {
  const wanted = decision.unclamped[role]
  const throughputPerGpu = decision.throughputPerGpu[role]
  const demandTokensPerSecond = decision.demandTokensPerSecond[role]
  const latencyMs = decision.latencyMs[role]
  const correction = decision.correction[role]
  if (wanted === null || throughputPerGpu === null || demandTokensPerSecond === null) return null
  if (latencyMs === null || correction === null) return null
  const tokensPerRequest = role === 'prefill' ? predicted.isl : predicted.osl
  const gpusPerReplica = gpusPerEngine(settings, role)
  const tokensPerSecond =
    (predicted.requests * tokensPerRequest) / settings.adjustmentIntervalSeconds
  return {
    requests: predicted.requests,
    tokensPerRequest,
    tokensPerSecond,
    correction,
    demandTokensPerSecond,
    latencyMs,
    targetMs: role === 'prefill' ? settings.ttftMs : correctedItlMs(settings.itlMs, correction),
    throughputPerGpu,
    gpusPerReplica,
    needed: demandTokensPerSecond / throughputPerGpu / gpusPerReplica,
    wantedUncorrected: wantedUncorrected(),
    wanted,
  }

  /** Prefill is corrected by its demand alone; decode by its throughput, which is not stored uncorrected. */
  function wantedUncorrected(): number | null {
    if (correction === 1) return wanted
    if (role === 'decode' || throughputPerGpu === null) return null
    return Math.max(
      settings.minEndpoint,
      Math.ceil(tokensPerSecond / throughputPerGpu / gpusPerReplica),
    )
  }
}

/**
 * The stored capacity is for the traffic that came, and grows with the replicas in proportion.
 * Worked: a load of 900,000 tokens on 2 replicas with a capacity of 480,000 needs ⌈3.75⌉ = 4.
 */
export function replicasForActual(
  role: Role,
  { load, capacity, target }: IntervalRecord,
): number | null {
  const tokens = role === 'prefill' ? load.prefillTokens : load.decodeTokens
  const able = role === 'prefill' ? capacity.prefillTokens : capacity.decodeTokens
  if (tokens === 0) return 0
  return able > 0 ? Math.ceil((tokens * target[role]) / able) : null
}
