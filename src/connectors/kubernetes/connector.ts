import type { ManualEdit, PoolOutcome } from '../../domain/apply-result.js'
import { type PerRole, ROLES, type Role } from '../../domain/role.js'
import type { EnvironmentConnector, EnvironmentOutcome, PoolStatus } from '../environment.js'
import type { KubernetesApi } from './api.js'
import { ApiError } from './api-error.js'
import { applyOrder, type PoolResult } from './apply-order.js'
import type { GpuBudget } from './budget.js'
import { factsOf } from './deployment-facts.js'
import { discover, type Served } from './discover.js'
import { desiredReplicas, poolStatus } from './pool.js'
import { type Found, type Planned, readFound } from './read-pools.js'
import { createWaitLimit } from './wait-limit.js'

export interface KubernetesConnectorOptions extends Planned {
  readonly api: KubernetesApi
  /** What the user says the pools serve; checked against what they say. */
  readonly modelName: string | null
  readonly budget: GpuBudget
  /** How long a pool that is not settled holds up its orders. */
  readonly maxWaitSeconds: number
  /** Any steady clock, seconds. */
  readonly nowSeconds: () => number
  /** How long orders have been held up already, when an earlier run says so. */
  readonly heldUpSeconds?: PerRole<number | null> | undefined
  /** How long from now a write may still take effect, asked right before each; absent: any time. */
  readonly secondsToWrite?: () => number
  /** Number of the term this planner leads in; between two terms another one may have ordered. */
  readonly term?: () => number | null
  /** The server checks orders and stores nothing. */
  readonly isDryRun?: boolean
}

const UNPLANNED: PoolStatus = { desired: 0, running: 0, isStable: true }

/**
 * Scales the pools of a DynamoGraphDeployment. Nothing found is kept from one call to the next but which API
 * versions the server offers, what was ordered last (to notice other hands), and since when a pool waits.
 */
export function createKubernetesConnector(
  options: KubernetesConnectorOptions,
): EnvironmentConnector {
  const { api, budget, modelName, isDryRun = false } = options
  const { secondsToWrite = () => Number.POSITIVE_INFINITY } = options
  const waits = createWaitLimit(options)
  const ordered = new Map<Role, number>()
  let orderedIn: number | null = null
  let served: Served | null = null

  async function read(signal: AbortSignal | undefined): Promise<{ served: Served; found: Found }> {
    served ??= await discover(api, signal)
    try {
      return { served, found: await readFound(api, served, { planned: options, signal }) }
    } catch (error) {
      // The cluster's resources were upgraded under us: the next call asks anew what is served.
      if (error instanceof ApiError && error.refusal === 'not-served') served = null
      throw error
    }
  }

  async function apply(
    replicas: PerRole<number>,
    signal?: AbortSignal,
  ): Promise<EnvironmentOutcome> {
    const { served, found } = await read(signal)
    const term = options.term?.() ?? null
    if (term !== orderedIn) ordered.clear()
    orderedIn = term
    const manualEdits = editsOf(found, ordered)
    const before = [...ordered]
    // What becomes of an order whose answer does not come is not known: no edit of somebody else's.
    ordered.clear()
    const results = await applyOrder(found, {
      ...{ api, served, replicas, budget, waits, isDryRun, secondsToWrite, signal },
      readAgain: async () => (await read(signal)).found,
    })
    for (const [role, last] of before) {
      if (results.get(role)?.error === null) ordered.set(role, last)
    }
    for (const [role, { outcome }] of results) {
      if (outcome.kind !== 'skipped' && !isDryRun) ordered.set(role, replicas[role])
    }
    return { ...outcomeOf(results), ...(manualEdits.length === 0 ? {} : { manualEdits }) }
  }

  return {
    apply,
    async readDeployment(signal) {
      const { found } = await read(signal)
      const services = [...found.pools].map(([role, { service }]) => [role, service] as const)
      return factsOf(new Map(services), modelName)
    },
    async readPools(signal) {
      const { deployment, pools } = (await read(signal)).found
      const status = (role: Role) => {
        const pool = pools.get(role)
        return pool ? poolStatus(deployment, pool) : UNPLANNED
      }
      return { prefill: status('prefill'), decode: status('decode') }
    },
  }
}

/** @throws ConnectorError when no pool took its order and one could not be reached. */
function outcomeOf(results: ReadonlyMap<Role, PoolResult>): EnvironmentOutcome {
  const all = [...results.values()]
  const isApplied = all.some(({ outcome }) => outcome.kind === 'applied')
  const failure = all.find(({ error }) => error !== null)
  if (failure && !isApplied) throw failure.error
  const outcome = (role: Role): PoolOutcome => results.get(role)?.outcome ?? { kind: 'unchanged' }
  const pools = { prefill: outcome('prefill'), decode: outcome('decode') }
  if (isApplied) return { kind: 'applied', pools }
  const reasons = ROLES.map((role) => pools[role]).flatMap((pool) =>
    pool.kind === 'skipped' ? [pool.reason] : [],
  )
  if (reasons.length === 0) return { kind: 'unchanged', pools }
  return { kind: 'skipped', reason: [...new Set(reasons)].join('; '), pools }
}

function editsOf({ pools }: Found, ordered: ReadonlyMap<Role, number>): ManualEdit[] {
  return [...pools].flatMap(([role, pool]) => {
    const decided = ordered.get(role)
    const found = desiredReplicas(pool)
    return decided === undefined || decided === found ? [] : [{ role, decided, found }]
  })
}
