import { createMemoryStore } from '../connectors/memory-store.js'
import { createVirtualConnector } from '../connectors/virtual.js'
import { createVirtualEnvironment } from '../connectors/virtual-environment.js'
import type { PerRole } from '../domain/role.js'
import type { DryRunFleet } from './fleet.js'
import { MAX_WAIT_SECONDS, NAMESPACE } from './virtual-defaults.js'

/** A fleet that serves nothing and starts at once, behind the same virtual protocol that runs live. */
export async function createOpenLoopFleet(start: PerRole<number>): Promise<DryRunFleet> {
  const store = createMemoryStore()
  const environment = createVirtualEnvironment(store, NAMESPACE)
  let clockSeconds = 0
  let standing = start
  const connector = createVirtualConnector({
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
      if (outcome.kind === 'skipped') return [{ code: 'skipped', text: outcome.reason }]
      if (outcome.kind === 'applied') await obey()
      return []
    },
    serve: ({ requests, isl, osl }) => ({
      traffic: { requests, isl, osl },
      roles: {
        prefill: { readyReplicas: standing.prefill },
        decode: { readyReplicas: standing.decode },
      },
    }),
  }
}
