import type { PerRole } from '../domain/role.js'
import type { KeyValueStore } from './key-value-store.js'
import { parseDecimal, virtualKeys } from './virtual-keys.js'

/** What the environment was last told, and under which decision id. */
export interface VirtualOrder {
  readonly decisionId: number
  readonly replicas: PerRole<number>
}

/** The other side of the virtual protocol: what an environment that scales itself does. */
export interface VirtualEnvironment {
  /** The last decision, or undefined when none was made. */
  order(): Promise<VirtualOrder | undefined>
  /** Says that a decision has been carried out. */
  acknowledge(decisionId: number): Promise<void>
}

export function createVirtualEnvironment(
  store: KeyValueStore,
  namespace: string,
): VirtualEnvironment {
  const keys = virtualKeys(namespace)
  return {
    async order() {
      const decisionId = parseDecimal(await store.get(keys.decisionId))
      if (decisionId === undefined) return undefined
      const prefill = parseDecimal(await store.get(keys.prefill)) ?? 0
      const decode = parseDecimal(await store.get(keys.decode)) ?? 0
      return { decisionId, replicas: { prefill, decode } }
    },
    async acknowledge(decisionId) {
      await store.put([[keys.scaledDecisionId, String(decisionId)]])
    },
  }
}
