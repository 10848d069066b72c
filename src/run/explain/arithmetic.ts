import { ROLES_OF_MODE } from '../../domain/role.js'
import { gpusPerEngine } from '../../planner/sizing/policy.js'
import type { Result } from '../result.js'
import type { ComputedCounterfactual } from './counterfactual.js'
import { replicasForActual } from './decision.js'

/** Replicas whose capacity would have covered the load, for a run in which no request was simulated. */
export function computeCounterfactual(result: Result, index: number): ComputedCounterfactual {
  const { settings, intervals } = result
  const record = intervals[index]!
  const pools = ROLES_OF_MODE[settings.mode].map((role) => ({
    role,
    replicas: record.target[role],
    needed: replicasForActual(role, record),
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
