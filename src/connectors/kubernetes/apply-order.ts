import type { PoolOutcome } from '../../domain/apply-result.js'
import type { PerRole, Role } from '../../domain/role.js'
import { ConnectorError } from '../connector-error.js'
import type { KubernetesApi } from './api.js'
import { ApiError } from './api-error.js'
import { type GpuBudget, overBudget } from './budget.js'
import type { Served } from './discover.js'
import { desiredReplicas, type Pool, unsettledReason } from './pool.js'
import type { Found } from './read-pools.js'
import { scalePool } from './scale-pool.js'
import type { WaitLimit } from './wait-limit.js'

export interface Ordering {
  readonly api: KubernetesApi
  readonly served: Served
  readonly replicas: PerRole<number>
  readonly budget: GpuBudget
  readonly waits: WaitLimit
  readonly isDryRun: boolean
  /** How long from now a write may still take effect; 0: none may be sent. */
  readonly secondsToWrite: () => number
  /** Reads everything anew, after a conflict. */
  readonly readAgain: () => Promise<Found>
  readonly signal: AbortSignal | undefined
}

export interface PoolResult {
  readonly outcome: PoolOutcome
  /** The outside failure behind a skip. */
  readonly error: ConnectorError | null
}

const TRIES = 4

/**
 * Orders pool by pool: those that shrink first, so that the sum stays within the budget at every moment. A pool
 * that is not settled, or cannot be written, is skipped and does not hold up the other.
 */
export async function applyOrder(
  found: Found,
  ordering: Ordering,
): Promise<ReadonlyMap<Role, PoolResult>> {
  const results = new Map<Role, PoolResult>()
  // Judged before the first write: each write makes the deployment look unsettled for a while.
  const unsettled = new Map(
    [...found.pools].map(([role, pool]) => [role, unsettledReason(found.deployment, pool)]),
  )
  let current = found
  for (const role of shrinkingFirst(found, ordering.replicas)) {
    const reason = unsettled.get(role) ?? null
    const ordered = await orderPool(current, { role, reason, ordering })
    current = ordered.found
    results.set(role, ordered.result)
  }
  return results
}

interface PoolTask {
  readonly role: Role
  /** Why the pool is not settled, or null. */
  readonly reason: string | null
  readonly ordering: Ordering
}

async function orderPool(
  start: Found,
  task: PoolTask,
): Promise<{ readonly found: Found; readonly result: PoolResult }> {
  const { role, ordering } = task
  const { api, served, signal, isDryRun, secondsToWrite } = ordering
  const replicas = ordering.replicas[role]
  let found = start
  if (task.reason === null) ordering.waits.reset(role)
  for (let tries = 1; ; tries++) {
    const pool = found.pools.get(role)!
    const from = desiredReplicas(pool)
    const refusal = from === replicas ? null : refusalOf(found, task)
    if (from === replicas) return { found, result: { outcome: { kind: 'unchanged' }, error: null } }
    if (refusal !== null) return { found, result: skipped(refusal) }
    try {
      const order = { pool, replicas, isDryRun, secondsToWrite, signal }
      const after = await scalePool(api, served, { found, order })
      ordering.waits.reset(role)
      return {
        found: after,
        result: { outcome: { kind: 'applied', from, to: replicas }, error: null },
      }
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      const again = isOutrun(error) && tries < TRIES ? await readAgain(ordering) : error
      if (again instanceof ConnectorError) {
        // It may have been carried out all the same: the other pool is not given what that would use up.
        const assumed = withOrder(found, pool, Math.max(from, replicas))
        return { found: assumed, result: skipped(told(again), again) }
      }
      found = again
    }
  }
}

/** A failure is this pool's: what was ordered of the other one must still be told. */
async function readAgain(ordering: Ordering): Promise<Found | ConnectorError> {
  try {
    return await ordering.readAgain()
  } catch (error) {
    if (error instanceof ConnectorError) return error
    throw error
  }
}

function withOrder(found: Found, pool: Pool, replicas: number): Found {
  const { role, adapter, service } = pool
  const ordered =
    adapter === null
      ? { ...pool, service: { ...service, replicas } }
      : { ...pool, adapter: { ...adapter, replicas } }
  return { ...found, pools: new Map(found.pools).set(role, ordered) }
}

/** Why this order is not given now; null when it is. */
function refusalOf(found: Found, { role, reason, ordering }: PoolTask): string | null {
  const { budget, waits, secondsToWrite, replicas } = ordering
  if (reason !== null && waits.isHeldUp(role)) return reason
  const excess = overBudget(found, { role, replicas: replicas[role], budget })
  if (excess !== null) return excess
  return secondsToWrite() > 0 ? null : 'this planner is not the leader any more'
}

/** Somebody has written since we read: a newer version, or another component at the tested place. */
function isOutrun(error: ConnectorError): boolean {
  if (!(error instanceof ApiError)) return false
  return error.refusal === 'conflict' || (error.refusal === 'invalid' && /test/.test(error.message))
}

/** With what would mend it, such as the rule that a Role lacks. */
function told({ message, hint }: ConnectorError): string {
  return hint === undefined ? message : `${message}; ${hint}`
}

function skipped(reason: string, error: ConnectorError | null = null): PoolResult {
  return { outcome: { kind: 'skipped', reason }, error }
}

function shrinkingFirst({ pools }: Found, replicas: PerRole<number>): readonly Role[] {
  const growth = (role: Role) => replicas[role] - desiredReplicas(pools.get(role)!)
  return [...pools.keys()].sort((one, other) => growth(one) - growth(other))
}
