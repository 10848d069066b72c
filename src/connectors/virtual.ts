import type { ManualEdit } from '../domain/apply-result.js'
import { type PerRole, ROLES } from '../domain/role.js'
import type { Connector } from './connector.js'
import type { EnvironmentOutcome } from './environment.js'
import type { KeyValueStore, PutOptions } from './key-value-store.js'
import { virtualKeys } from './virtual-keys.js'
import { readVirtualState, type VirtualState } from './virtual-order.js'

export interface VirtualConnectorOptions {
  readonly store: KeyValueStore
  /** Namespace of the keys, `dynamo` when the environment has no other. */
  readonly namespace: string
  /** How long an unacknowledged decision holds up the next one. */
  readonly maxWaitSeconds: number
  /** Any steady clock, seconds. */
  readonly nowSeconds: () => number
  /** How long orders have been held up already, when an earlier run says so. */
  readonly heldUpSeconds?: PerRole<number | null> | undefined
  /** Asked right before each write; absent: always. */
  readonly mayWrite?: () => boolean
  /** Number of the term this planner leads in; between two terms another one may have ordered. */
  readonly term?: () => number | null
  /** What the store must hold for a write to count, such as the key of this planner's term. */
  readonly writeOnlyIf?: () => NonNullable<PutOptions['onlyIf']>
}

export interface VirtualConnector extends Connector {
  apply(replicas: PerRole<number>, signal?: AbortSignal): Promise<EnvironmentOutcome>
  /** What the protocol's keys say now. */
  read(signal?: AbortSignal): Promise<VirtualState>
}

/**
 * Tells an environment that scales itself how many workers to run, through four keys: counts and a
 * decision id go out, the id of the last applied decision comes back.
 * A decision is written only when a count changes. While the last one is not acknowledged new ones are
 * skipped, until the maximum wait has passed since the first skip. Nothing but that wait is remembered: each
 * decision starts from what the keys say, so a restart, another planner or a hand in the store is seen, and
 * it is written only if the last decision is still the one that was read.
 * Origin: the virtual connector of NVIDIA Dynamo's planner.
 */
export function createVirtualConnector(options: VirtualConnectorOptions): VirtualConnector {
  const { store, maxWaitSeconds, nowSeconds, mayWrite = () => true } = options
  const keys = virtualKeys(options.namespace)
  let firstSkipSeconds = firstSkipBefore(options)
  let lastDecisionId = -1
  /** Counts last ordered; undefined also while it is not known what became of an order. */
  let ordered: PerRole<number> | undefined
  let orderedIn: number | null = null

  function isHeldUp(): boolean {
    const now = nowSeconds()
    firstSkipSeconds ??= now
    return now - firstSkipSeconds < maxWaitSeconds
  }

  /** False when somebody else has written since the state was read. */
  async function write(
    wanted: PerRole<number>,
    state: VirtualState,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    // An id that was lost or spoiled in the store does not make ours go back.
    const decisionId = Math.max(state.decisionId ?? -1, lastDecisionId) + 1
    const before = ordered
    ordered = undefined
    const isWritten = await store.put(
      [
        [keys.prefill, String(wanted.prefill)],
        [keys.decode, String(wanted.decode)],
        [keys.decisionId, String(decisionId)],
      ],
      {
        onlyIf: [[keys.decisionId, state.decisionText], ...(options.writeOnlyIf?.() ?? [])],
        signal,
      },
    )
    ordered = isWritten ? wanted : before
    if (isWritten) lastDecisionId = decisionId
    return isWritten
  }

  return {
    read: (signal) => readVirtualState(store, keys, signal),
    async apply(wanted, signal) {
      const state = await readVirtualState(store, keys, signal)
      const { replicas, decisionId } = state
      if (wanted.prefill === replicas.prefill && wanted.decode === replicas.decode) {
        return { kind: 'unchanged' }
      }
      const term = options.term?.() ?? null
      const edits = term === orderedIn ? editsOf(replicas, ordered) : {}
      orderedIn = term
      if (!state.isAcknowledged && isHeldUp()) {
        return skipped(`decision ${decisionId} is not acknowledged yet`, edits)
      }
      if (!mayWrite()) return skipped('this planner is not the leader any more', edits)
      if (await write(wanted, state, signal)) {
        firstSkipSeconds = undefined
        return { kind: 'applied', ...edits }
      }
      return skipped('another planner has decided, or leads, meanwhile', edits)
    },
  }
}

/** The first skip of an earlier run, on this one's clock; one order is for both pools. */
function firstSkipBefore({
  heldUpSeconds,
  nowSeconds,
}: VirtualConnectorOptions): number | undefined {
  const waits = ROLES.flatMap((role) => heldUpSeconds?.[role] ?? [])
  return waits.length === 0 ? undefined : nowSeconds() - Math.max(...waits)
}

type Edits = Pick<EnvironmentOutcome, 'manualEdits'>

function skipped(reason: string, edits: Edits): EnvironmentOutcome {
  return { kind: 'skipped', reason, ...edits }
}

function editsOf(found: PerRole<number>, decided: PerRole<number> | undefined): Edits {
  if (decided === undefined) return {}
  const manualEdits = ROLES.filter((role) => found[role] !== decided[role]).map(
    (role): ManualEdit => ({ role, decided: decided[role], found: found[role] }),
  )
  return manualEdits.length === 0 ? {} : { manualEdits }
}
