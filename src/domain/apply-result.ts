import type { PerRole, Role } from './role.js'

/** What became of an order in one pool. */
export type PoolOutcome =
  | { readonly kind: 'applied'; readonly from: number; readonly to: number }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'skipped'; readonly reason: string }

/** Somebody else has changed a pool since the planner last wrote to it. */
export interface ManualEdit {
  readonly role: Role
  /** Replicas that were ordered last. */
  readonly decided: number
  /** Replicas found instead. */
  readonly found: number
}

/** What became of a decision of the live loop. */
export type ApplyResult =
  | {
      readonly kind: 'applied' | 'unchanged' | 'skipped'
      readonly reason?: string
      /** Where the environment takes orders pool by pool. */
      readonly pools?: PerRole<PoolOutcome>
      /** Found before the order was carried out, and overridden by it unless its pool was skipped. */
      readonly manualEdits?: readonly ManualEdit[]
    }
  /** Decided and published, not carried out: --no-operation, --advisory. */
  | { readonly kind: 'advised' }
  /** Nothing was handed over. */
  | { readonly kind: 'held' }
  /** Another planner holds the lease. */
  | { readonly kind: 'standby' }
  /** The environment failed; what reached it is not known. */
  | { readonly kind: 'failed'; readonly reason: string }

/** All kinds of it. */
export const APPLY_RESULT_KINDS = [
  'applied',
  'unchanged',
  'skipped',
  'advised',
  'held',
  'standby',
  'failed',
] as const satisfies readonly ApplyResult['kind'][]
