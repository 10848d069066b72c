import type { PerRole } from '../domain/role.js'
import type { KeyValueStore } from './key-value-store.js'
import { parseDecimal, type VirtualKeys } from './virtual-keys.js'

/** What the four keys of the protocol say at one moment. */
export interface VirtualState {
  /** Counts last ordered; 0 where they cannot be read. */
  readonly replicas: PerRole<number>
  /** The last decision; undefined when there is none, or none that can be read. */
  readonly decisionId: number | undefined
  /** The decision's key as it stands, to be compared when the next one is written. */
  readonly decisionText: string | undefined
  /** The last decision that the environment has carried out; undefined when it said nothing readable. */
  readonly scaledDecisionId: number | undefined
  /** Whether the environment has carried out the last decision; true when there was none. */
  readonly isAcknowledged: boolean
}

export async function readVirtualState(
  store: KeyValueStore,
  keys: VirtualKeys,
  signal?: AbortSignal,
): Promise<VirtualState> {
  const values = await store.list(keys.root, signal)
  const number = (key: string) => parseDecimal(values.get(key))
  const decisionId = number(keys.decisionId)
  const scaledDecisionId = number(keys.scaledDecisionId)
  return {
    replicas: { prefill: number(keys.prefill) ?? 0, decode: number(keys.decode) ?? 0 },
    decisionId,
    decisionText: values.get(keys.decisionId),
    scaledDecisionId,
    isAcknowledged: decisionId === undefined || (scaledDecisionId ?? -1) >= decisionId,
  }
}
