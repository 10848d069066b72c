import type { PerRole } from '../../domain/role.js'

/** Intervals by index, both ends included. */
export interface IntervalSpan {
  readonly from: number
  readonly through: number
}

/** One thing that is otherwise than it was; everything else stays, chance included. */
export type Change =
  /** Replicas added to (or, below 0, taken from) what was decided for the intervals of a span. */
  | ({ readonly kind: 'replicas'; readonly more: PerRole<number> } & IntervalSpan)
  /** The same within the GPU budget: what one pool gets the other gives. */
  | ({ readonly kind: 'shift'; readonly more: PerRole<number> } & IntervalSpan)
  /** Another fixed fleet, in a run without a planner. */
  | { readonly kind: 'fleet'; readonly fleet: PerRole<number> }
  /** The traffic that came, in the place of its forecast. */
  | ({ readonly kind: 'forecast' } & IntervalSpan)
  /** No correction by observed latencies. */
  | { readonly kind: 'correction' }
  /** Another constant start-up time of replicas. */
  | { readonly kind: 'startup'; readonly seconds: number }
  /** No GPU budget. */
  | { readonly kind: 'budget' }

export type ChangeKind = Change['kind']

/**
 * The cost by which changes are ordered: first what the planner might have decided itself, then what it
 * might have known, then what the deployment would have to be. Within a kind the fewest GPUs, the latest
 * beginning, the slowest start-up come first.
 */
export const CHANGE_ORDER: readonly ChangeKind[] = [
  'shift',
  'replicas',
  'fleet',
  'forecast',
  'correction',
  'startup',
  'budget',
]

export function contains({ from, through }: IntervalSpan, index: number): boolean {
  return index >= from && index <= through
}
