import type { PerRole } from '../domain/role.js'
import type { KeyValueStore } from './key-value-store.js'
import { virtualKeys } from './virtual-keys.js'
import { readVirtualState } from './virtual-order.js'

/** What the environment was last told, and under which decision id. */
export interface VirtualOrder {
  readonly decisionId: number
  readonly replicas: PerRole<number>
  /** Whether the environment has said that it is carried out. */
  readonly isAcknowledged: boolean
}

/** The other side of the virtual protocol: what an environment that scales itself does. */
export interface VirtualEnvironment {
  /** The last decision, or undefined when none was made; counts and id belong together. */
  order(signal?: AbortSignal): Promise<VirtualOrder | undefined>
  /** Says that a decision has been carried out; what was said of a later one stands. */
  acknowledge(decisionId: number, signal?: AbortSignal): Promise<void>
}

export function createVirtualEnvironment(
  store: KeyValueStore,
  namespace: string,
): VirtualEnvironment {
  const keys = virtualKeys(namespace)
  return {
    async order(signal) {
      const state = await readVirtualState(store, keys, signal)
      const { decisionId, replicas, isAcknowledged } = state
      return decisionId === undefined ? undefined : { decisionId, replicas, isAcknowledged }
    },
    async acknowledge(decisionId, signal) {
      const { scaledDecisionId } = await readVirtualState(store, keys, signal)
      if (scaledDecisionId !== undefined && scaledDecisionId >= decisionId) return
      await store.put([[keys.scaledDecisionId, String(decisionId)]], { signal })
    },
  }
}
