import type { PerRole } from './role.js'

/** What became of a decision of the live loop. */
export type ApplyResult =
  | {
      readonly kind: 'applied' | 'unchanged' | 'skipped'
      readonly reason?: string
      /** Where the environment takes orders pool by pool. */
      readonly pools?: PerRole<{ readonly kind: string; readonly reason?: string }>
    }
  /** Decided and published, not carried out: --no-operation, --advisory. */
  | { readonly kind: 'advised' }
  /** Nothing was handed over. */
  | { readonly kind: 'held' }
  /** Another planner holds the lease. */
  | { readonly kind: 'standby' }
  /** The environment failed; what reached it is not known. */
  | { readonly kind: 'failed'; readonly reason: string }
