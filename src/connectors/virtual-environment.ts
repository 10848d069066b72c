import type { PerRole } from '../domain/role.js'
import type { KeyValueStore } from './key-value-store.js'
import { virtualKeys } from './virtual-keys.js'
import { readVirtualState } from './virtual-order.js'

/** What the environment was last told, and under which decision id. */
export interface VirtualOrder {
  readonly decisionId: number
  readonly replicas: PerRole<number>
}

/** The other side of the virtual protocol: what an environment that scales itself does. */
export interface VirtualEnvironment {
  /** The last decision, or undefined when none was made; counts and id belong together. */
  order(signal?: AbortSignal): Promise<VirtualOrder | undefined>
  /** Says that a decision has been carried out. */
  acknowledge(decisionId: number, signal?: AbortSignal): Promise<void>
}

export function createVirtualEnvironment(
  store: KeyValueStore,
  namespace: string,
): VirtualEnvironment {
  const keys = virtualKeys(namespace)
  return {
    async order(signal) {
      const { decisionId, replicas } = await readVirtualState(store, keys, signal)
      return decisionId === undefined ? undefined : { decisionId, replicas }
    },
    async acknowledge(decisionId, signal) {
      await store.put([[keys.scaledDecisionId, String(decisionId)]], { signal })
    },
  }
}
