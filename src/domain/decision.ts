import type { PerRole, Role } from './role.js'
import type { Traffic } from './traffic.js'

/** Why a decision is what it is; one new code is one new line here. */
export type ReasonCode =
  /** Interval 0: the start replicas, nothing was planned. */
  | 'start'
  /** The fixed fleet the user asked for, nothing was planned. */
  | 'fixed'
  /** The forecast load asked for this count. */
  | 'load'
  /** Observed latency differed from the profile's, and the sizing was corrected by it. */
  | 'correction'
  /** Raised to the minimum of replicas. */
  | 'minimum'
  /** Changed by the GPU budget. */
  | 'budget'
  /** The forecaster's raw answer could not be used and was replaced. */
  | 'forecast-replaced'
  /** The profile's surface was unphysical here; the physical model was used. */
  | 'physical-model'
  /** The load lies outside the measured range of the profile. */
  | 'outside-profile'
  /** No operating point of the profile meets the latency target. */
  | 'target-unmeetable'
  /** The connector did not take the decision (a former one is not acknowledged yet). */
  | 'skipped'
  /** The live loop left the replicas as they were: what it could not see, or whom it respected. */
  | 'held'
  /** The environment failed when it was told; what reached it is not known. */
  | 'failed'

export interface Reason {
  readonly code: ReasonCode
  /** Absent when the reason concerns both pools. */
  readonly role?: Role
  /** One sentence with its numbers, fit for a table cell. */
  readonly text: string
}

/** How one pool was sized. */
export interface RoleSizing {
  /** Forecast load, tokens/s for the pool (prefill: input tokens; decode: output tokens). */
  readonly demandTokensPerSecond: number
  readonly correctionFactor: number
  /** Throughput per GPU the sizing divided by, tokens/s/GPU. */
  readonly throughputPerGpu: number
  /** Where that throughput came from: the profile's interpolated surface, or the fitted physical model. */
  readonly throughputSource: 'profile' | 'physical-model'
  /** Latency expected at that operating point: TTFT for prefill, ITL for decode. */
  readonly latencyMs: number
  /** Replicas the load and the minimum ask for, before the budget. */
  readonly unclampedReplicas: number
}

export interface Decision {
  /** The forecast the decision rests on. */
  readonly forecast: Traffic
  /** Replicas decided, after every limit. */
  readonly replicas: PerRole<number>
  /** Null for a pool that the mode does not plan. */
  readonly sizing: PerRole<RoleSizing | null>
  readonly reasons: readonly Reason[]
}
