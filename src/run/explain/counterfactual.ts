import type { Role } from '../../domain/role.js'
import type { Change } from './change.js'

/** What would have let an interval pass: found by playing the run again, or by arithmetic alone. */
export type Counterfactual = PlayedCounterfactual | ComputedCounterfactual

export interface PlayedCounterfactual {
  readonly method: 'simulation'
  /** Share of the interval's requests that should have met both targets. */
  readonly passShare: number
  /** What was looked for: so many within both targets, the pass share of those that can meet them at all. */
  readonly soughtRequests: number
  readonly alone: Alone
  /** The first of `trials` that passes; null when none does. */
  readonly found: Trial | null
  /**
   * For each kind of change the smallest that passes, or the largest tried, the smallest first (bySize); of
   * replicas also the fewest since the queue began that stood before the interval.
   */
  readonly trials: readonly Trial[]
  readonly causes: readonly Cause[]
  /** Times the run was played again. */
  readonly plays: number
}

export interface Trial {
  readonly change: Change
  readonly passes: boolean
  /** Requests of the interval that met both targets. */
  readonly withinBoth: number
  /** Up to the end of the interval, against the run as it was. */
  readonly extraGpuHours: number
  /** Most GPUs that the changed decisions ask for at once; null where none is named. */
  readonly gpus: number | null
}

/** The interval's requests that missed, each played alone on an idle fleet without cached prefixes. */
export interface Alone {
  /** Of those, the ones that miss even so: no fleet helps them. */
  readonly missed: number
  readonly missedTtft: number
  readonly missedItl: number
  readonly rejected: number
  /** Slowest TTFT alone, ms, and the tokens of that prompt; null when none was served. */
  readonly slowest: { readonly ttftMs: number; readonly isl: number } | null
}

/** Why the interval failed, and why more replicas in it alone did not help. */
export type Cause =
  /** Requests that waited when the interval began; no interval since then ended without a queue. */
  | {
      readonly code: 'queue'
      readonly role: Role
      readonly waiting: number
      readonly since: number
    }
  /** The load was within capacity, but came unevenly: most requests of one second, and the mean. */
  | { readonly code: 'burst'; readonly busiest: number; readonly mean: number }
  /** A replica ordered for the interval serves only so far into it. */
  | { readonly code: 'start-up' }
  /** The interval's own decision was not carried out. */
  | { readonly code: 'skipped' }
  /** More replicas help only from an earlier interval on. */
  | { readonly code: 'earlier'; readonly from: number }
  /** Not even these many more replicas since the trace began. */
  | { readonly code: 'no-replicas'; readonly prefill: number; readonly decode: number }

export interface ComputedCounterfactual {
  readonly method: 'arithmetic'
  readonly pools: readonly {
    readonly role: Role
    readonly replicas: number
    /** Fewest that carry the traffic that came; null when no number does, or it is unknown. */
    readonly needed: number | null
  }[]
  /** GPUs of the needed replicas; null when a pool's number is. */
  readonly gpus: number | null
  readonly gpuBudget: number | null
}
