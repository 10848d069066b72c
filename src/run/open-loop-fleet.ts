import { createMemoryStore } from '../connectors/memory-store.js'
import { createVirtualConnector } from '../connectors/virtual.js'
import { createVirtualEnvironment } from '../connectors/virtual-environment.js'
import type { Reason } from '../domain/decision.js'
import type { PerRole } from '../domain/role.js'

/** A fleet without start-up time, behind the same virtual protocol that runs live. */
export interface OpenLoopFleet {
  /** Hands a decision over at a time of the trace; the outcome, and the replicas that then stand. */
  apply(
    replicas: PerRole<number>,
    atSeconds: number,
  ): Promise<{ replicas: PerRole<number>; reasons: readonly Reason[] }>
}

const NAMESPACE = 'dynamo'
/** As live: SCALING_MAX_WAIT_TIME's default. It never binds here, every order is acknowledged at once. */
const MAX_WAIT_SECONDS = 1800

export async function createOpenLoopFleet(start: PerRole<number>): Promise<OpenLoopFleet> {
  const store = createMemoryStore()
  const environment = createVirtualEnvironment(store, NAMESPACE)
  let clockSeconds = 0
  let standing = start
  const connector = await createVirtualConnector({
    store,
    namespace: NAMESPACE,
    maxWaitSeconds: MAX_WAIT_SECONDS,
    nowSeconds: () => clockSeconds,
  })

  async function obey(): Promise<void> {
    const order = await environment.order()
    if (order === undefined) return
    standing = order.replicas
    await environment.acknowledge(order.decisionId)
  }

  return {
    async apply(replicas, atSeconds) {
      clockSeconds = atSeconds
      const outcome = await connector.apply(replicas)
      if (outcome.kind === 'applied') await obey()
      const reasons: Reason[] =
        outcome.kind === 'skipped' ? [{ code: 'skipped', text: outcome.reason }] : []
      return { replicas: standing, reasons }
    },
  }
}
