import type { Decision } from '../../domain/decision.js'
import type { PerRole } from '../../domain/role.js'
import type { DryRunSettings } from '../../domain/settings.js'
import type { Result } from '../result.js'

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
 * The order of kinds, the smallest first: what the planner might have decided itself, what it might have
 * known, what the deployment would have to be.
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

/** The settings with which a change is played. */
export function changedSettings({ settings }: Result, change: Change | null): DryRunSettings {
  switch (change?.kind) {
    case 'fleet':
      return { ...settings, fleet: change.fleet }
    case 'startup':
      return { ...settings, startupSeconds: change.seconds }
    case 'budget':
      return { ...settings, maxGpuBudget: -1 }
    case 'correction':
      return { ...settings, noCorrection: true }
    case 'replicas':
    case 'shift':
      // Interval 0 has the start replicas: they stand when the trace begins.
      if (change.from > 0) return settings
      return {
        ...settings,
        startNumP: settings.startNumP + change.more.prefill,
        startNumD: settings.startNumD + change.more.decode,
      }
    default:
      return settings
  }
}

/** Added replicas are counted from what the run decided, whatever corrections make of it by then. */
export function overrideOf({ intervals }: Result, change: Change | null) {
  return (decision: Decision, index: number): Decision => {
    if (change?.kind !== 'replicas' && change?.kind !== 'shift') return decision
    if (!contains(change, index)) return decision
    const { target } = intervals[index]!
    return {
      ...decision,
      replicas: {
        prefill: target.prefill + change.more.prefill,
        decode: target.decode + change.more.decode,
      },
    }
  }
}
