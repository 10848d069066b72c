import { ROLES_OF_MODE, type Role } from '../../domain/role.js'
import type { DryRunSettings } from '../../domain/settings.js'
import { correctedItlMs } from '../../planner/sizing/decode.js'
import { gpusPerEngine, replicasFor } from '../../planner/sizing/policy.js'
import type { IntervalRecord, Result } from '../result.js'
import { replicasForActual } from './arithmetic.js'
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
    replicasForActual: replicasForActual(role, known),
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

  /**
   * Prefill is corrected by its demand alone. Decode is by its throughput, which is stored corrected only;
   * but a factor above 1 can but add replicas, so at the minimum it added none.
   */
  function wantedUncorrected(): number | null {
    const { minEndpoint } = settings
    if (correction === 1) return wanted
    if (role === 'prefill') {
      const demand = { demandTokensPerSecond: tokensPerSecond, gpus: gpusPerReplica }
      return replicasFor({ ...demand, throughputPerGpu: throughputPerGpu!, minEndpoint })
    }
    const isNeutral = correction! <= 0 || (correction! > 1 && wanted === minEndpoint)
    return isNeutral ? wanted : null
  }
}
