import type { PerRole, Role } from '../../domain/role.js'
import { PlannerError } from '../planner-error.js'
import { desiredReplicas, type Pool } from './pool.js'
import type { Found } from './read-pools.js'

export interface GpuBudget {
  /** GPUs that orders may add up to at any moment; −1 is no limit. */
  readonly maxGpus: number
  /** GPUs of one replica where the deployment does not say; null: not known. */
  readonly gpusPerReplica: PerRole<number | null>
}

/**
 * Why a pool may not be ordered this many replicas beside what the others are ordered now; null when it may.
 * Fewer than now is always allowed: that leads back into the budget.
 */
export function overBudget(
  { pools }: Found,
  { role, replicas, budget }: { role: Role; replicas: number; budget: GpuBudget },
): string | null {
  const { maxGpus } = budget
  if (maxGpus < 0 || replicas <= desiredReplicas(pools.get(role)!)) return null
  let gpus = 0
  for (const pool of pools.values()) {
    const ordered = pool.role === role ? replicas : desiredReplicas(pool)
    gpus += ordered * gpusOf(pool, budget)
  }
  if (gpus <= maxGpus) return null
  return `${role}: ${replicas} replicas would bring the orders to ${gpus} GPUs, above the budget of ${maxGpus}`
}

function gpusOf({ role, service }: Pool, { gpusPerReplica }: GpuBudget): number {
  const gpus = service.gpus ?? gpusPerReplica[role]
  if (gpus !== null) return gpus
  throw new PlannerError(
    'DeploymentValidation',
    `service ${service.name} does not say its GPUs, which --max-gpu-budget needs`,
    { hint: `give --${role}-engine-num-gpu` },
  )
}
