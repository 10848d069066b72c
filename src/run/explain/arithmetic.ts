import { ROLES_OF_MODE, type Role } from '../../domain/role.js'
import type { PlannerSettings } from '../../domain/settings.js'
import { gpusPerEngine } from '../../planner/sizing/policy.js'
import type { IntervalRecord, Result } from '../result.js'
import type { ComputedCounterfactual } from './counterfactual.js'

/** Tokens of one pool in one interval: what came, and what the target replicas can carry within the targets. */
export interface PoolTokens {
  readonly load: number
  readonly capacity: number
}

/** An interval, and the settings of its run. */
export interface RecordOf {
  readonly record: IntervalRecord
  readonly settings: PlannerSettings
}

/** `--compat reference` stores a capacity without the GPUs of an engine; here it is with them. */
export function tokensOf(
  role: Role,
  { record: { load, capacity }, settings }: RecordOf,
): PoolTokens {
  const forgotten = settings.compat === 'reference' ? gpusPerEngine(settings, role) : 1
  return role === 'prefill'
    ? { load: load.prefillTokens, capacity: capacity.prefillTokens * forgotten }
    : { load: load.decodeTokens, capacity: capacity.decodeTokens * forgotten }
}

/**
 * Capacity grows with the replicas in proportion.
 * Worked: a load of 900,000 tokens on 2 replicas with a capacity of 480,000 needs ⌈3.75⌉ = 4.
 */
export function replicasForActual(role: Role, of: RecordOf): number | null {
  const { load, capacity } = tokensOf(role, of)
  if (load === 0) return 0
  return capacity > 0 ? Math.ceil((load * of.record.target[role]) / capacity) : null
}

/** Replicas whose capacity would have covered the load, for a run in which no request was simulated. */
export function computeCounterfactual(result: Result, index: number): ComputedCounterfactual {
  const { settings, intervals } = result
  const record = intervals[index]!
  const pools = ROLES_OF_MODE[settings.mode].map((role) => ({
    role,
    replicas: record.target[role],
    needed: replicasForActual(role, { record, settings }),
  }))
  const gpus = pools.reduce<number | null>(
    (sum, { role, replicas, needed }) =>
      sum === null || needed === null
        ? null
        : sum + Math.max(needed, replicas) * gpusPerEngine(settings, role),
    0,
  )
  return {
    method: 'arithmetic',
    pools,
    gpus,
    gpuBudget: settings.maxGpuBudget < 0 ? null : settings.maxGpuBudget,
  }
}
