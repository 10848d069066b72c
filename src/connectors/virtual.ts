import type { PerRole } from '../domain/role.js'
import type { ApplyOutcome, Connector } from './connector.js'
import type { KeyValueStore } from './key-value-store.js'
import { parseDecimal, type VirtualKeys, virtualKeys } from './virtual-keys.js'

export interface VirtualConnectorOptions {
  readonly store: KeyValueStore
  /** Namespace of the keys, `dynamo` when the environment has no other. */
  readonly namespace: string
  /** How long an unacknowledged decision holds up the next one. */
  readonly maxWaitSeconds: number
  /** Any steady clock, seconds. */
  readonly nowSeconds: () => number
}

export interface VirtualConnector extends Connector {
  /** Whether the environment has applied the last decision; true when there was none. */
  acknowledged(): Promise<boolean>
}

interface State {
  readonly replicas: PerRole<number>
  readonly decisionId: number | undefined
}

/**
 * Tells an environment that scales itself how many workers to run, through four keys: counts and a
 * decision id go out, the id of the last applied decision comes back.
 * A decision is written only when a count changes. While the last one is not acknowledged new ones are
 * skipped, until the maximum wait has passed since the first skip. Reads what a former planner left.
 * Origin: the virtual connector of NVIDIA Dynamo's planner.
 */
export async function createVirtualConnector(
  options: VirtualConnectorOptions,
): Promise<VirtualConnector> {
  const { store, maxWaitSeconds, nowSeconds } = options
  const keys = virtualKeys(options.namespace)
  let state = await readState(store, keys)
  let firstSkipSeconds: number | undefined

  async function acknowledged(): Promise<boolean> {
    if (state.decisionId === undefined) return true
    const scaled = parseDecimal(await store.get(keys.scaledDecisionId))
    return scaled !== undefined && scaled >= state.decisionId
  }

  async function apply(wanted: PerRole<number>): Promise<ApplyOutcome> {
    if (wanted.prefill === state.replicas.prefill && wanted.decode === state.replicas.decode) {
      return { kind: 'unchanged' }
    }
    if (!(await acknowledged())) {
      const now = nowSeconds()
      firstSkipSeconds ??= now
      if (now - firstSkipSeconds < maxWaitSeconds) {
        return { kind: 'skipped', reason: `decision ${state.decisionId} is not acknowledged yet` }
      }
    }
    firstSkipSeconds = undefined
    const decisionId = (state.decisionId ?? -1) + 1
    await store.put([
      [keys.prefill, String(wanted.prefill)],
      [keys.decode, String(wanted.decode)],
      [keys.decisionId, String(decisionId)],
    ])
    state = { replicas: wanted, decisionId }
    return { kind: 'applied' }
  }

  return { apply, acknowledged }
}

async function readState(store: KeyValueStore, keys: VirtualKeys): Promise<State> {
  return {
    replicas: {
      prefill: parseDecimal(await store.get(keys.prefill)) ?? 0,
      decode: parseDecimal(await store.get(keys.decode)) ?? 0,
    },
    decisionId: parseDecimal(await store.get(keys.decisionId)),
  }
}
