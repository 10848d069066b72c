import { createMemoryStore } from '../connectors/memory-store.js'
import { createVirtualConnector } from '../connectors/virtual.js'
import { createVirtualEnvironment } from '../connectors/virtual-environment.js'
import { type PerRole, ROLES } from '../domain/role.js'
import type { Simulator } from '../simulator/simulator.js'
import type { DryRunFleet } from './fleet.js'
import type { FleetLog } from './fleet-log.js'
import { MAX_WAIT_SECONDS, NAMESPACE } from './virtual-defaults.js'

/**
 * Simulated replicas behind the virtual protocol: the planner's orders reach them as they do live, and
 * what it hears of them is what Prometheus would have said.
 */
export async function createSimulatedFleet(parts: {
  readonly simulator: Simulator
  readonly log: FleetLog
  readonly start: PerRole<number>
  readonly intervalSeconds: number
}): Promise<DryRunFleet> {
  const { simulator, log, start, intervalSeconds } = parts
  const store = createMemoryStore()
  const environment = createVirtualEnvironment(store, NAMESPACE)
  const connector = createVirtualConnector({
    store,
    namespace: NAMESPACE,
    maxWaitSeconds: MAX_WAIT_SECONDS,
    nowSeconds: () => simulator.nowMs / 1000,
  })
  // The replicas of the beginning stand already; the protocol only has to know of them.
  await connector.apply(start)

  /** The environment says that it is done once no replica is starting any more. */
  async function acknowledgeWhenReady(): Promise<void> {
    const counts = simulator.fleet()
    if (ROLES.some((role) => counts[role].starting > 0)) return
    const order = await environment.order()
    if (order !== undefined) await environment.acknowledge(order.decisionId)
  }

  return {
    async apply(replicas, atSeconds) {
      simulator.advanceTo(atSeconds * 1000)
      await acknowledgeWhenReady()
      const outcome = await connector.apply(replicas)
      if (outcome.kind === 'skipped') return [{ code: 'skipped', text: outcome.reason }]
      const order = await environment.order()
      if (outcome.kind === 'applied' && order !== undefined) simulator.scaleTo(order.replicas)
      return []
    },
    serve({ startSeconds, requests, isl, osl }) {
      log.begin(simulator)
      simulator.advanceTo((startSeconds + intervalSeconds) * 1000)
      log.end(simulator)
      // The same traffic the trace's own intervals have, whatever rounding does to their borders.
      return { ...simulator.observe(), traffic: { requests, isl, osl } }
    },
  }
}
