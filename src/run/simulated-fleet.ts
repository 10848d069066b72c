import { createMemoryStore } from '../connectors/memory-store.js'
import { createVirtualConnector } from '../connectors/virtual.js'
import { createVirtualEnvironment } from '../connectors/virtual-environment.js'
import type { Reason } from '../domain/decision.js'
import { type PerRole, ROLES } from '../domain/role.js'
import type { Simulator } from '../simulator/simulator.js'

/** The simulated replicas behind the virtual protocol: a planner's orders go in as they do live. */
export interface SimulatedFleet {
  /** Hands a decision over at the simulator's present time; a reason when it was not taken. */
  apply(replicas: PerRole<number>): Promise<readonly Reason[]>
}

const NAMESPACE = 'dynamo'
/** As live: SCALING_MAX_WAIT_TIME's default. */
const MAX_WAIT_SECONDS = 1800

export async function createSimulatedFleet(
  simulator: Simulator,
  start: PerRole<number>,
): Promise<SimulatedFleet> {
  const store = createMemoryStore()
  const environment = createVirtualEnvironment(store, NAMESPACE)
  const connector = await createVirtualConnector({
    store,
    namespace: NAMESPACE,
    maxWaitSeconds: MAX_WAIT_SECONDS,
    nowSeconds: () => simulator.nowMs / 1000,
  })
  await connector.apply(start)
  await acknowledgeWhenReady()

  /** The environment says that it is done once no replica is starting any more. */
  async function acknowledgeWhenReady(): Promise<void> {
    const counts = simulator.fleet()
    if (ROLES.some((role) => counts[role].starting > 0)) return
    const order = await environment.order()
    if (order !== undefined) await environment.acknowledge(order.decisionId)
  }

  return {
    async apply(replicas) {
      await acknowledgeWhenReady()
      const outcome = await connector.apply(replicas)
      if (outcome.kind === 'skipped') return [{ code: 'skipped', text: outcome.reason }]
      const order = await environment.order()
      if (outcome.kind === 'applied' && order !== undefined) simulator.scaleTo(order.replicas)
      return []
    },
  }
}
