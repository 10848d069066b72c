import type { Reason } from '../domain/decision.js'
import type { PerRole } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { Traffic, TrafficSample, TrafficSeries } from '../domain/traffic.js'
import type { ForecastErrors } from '../forecast/accuracy.js'
import type { TraceSummary } from '../trace/summary.js'
import type { SimulatedInterval, SimulatedSummary } from './simulated.js'

export type { ForecastErrors }

/**
 * The result file: a contract, described by docs/schemas/result.schema.json.
 * Numbers are full precision, missing is null, and the same inputs give the same bytes.
 */
export interface Result {
  readonly schemaVersion: 1
  readonly plannerVersion: string
  readonly settings: DryRunSettings
  readonly trace: TraceSummary
  readonly profile: ProfileSummary
  /** Intervals of the warm-up trace, before interval 0. */
  readonly warmup: readonly TrafficSample[]
  readonly intervals: readonly IntervalRecord[]
  readonly summary: Summary
  readonly warnings: readonly string[]
}

export interface ProfileSummary {
  readonly name: string
  readonly remarks: readonly string[]
  readonly prefill: {
    readonly samples: number
    readonly islRange: readonly [number, number]
  } | null
  readonly decode: {
    readonly samples: number
    readonly contextLengthRange: readonly [number, number]
    readonly kvUsageRange: readonly [number, number]
    readonly maxKvTokens: number
  } | null
  /** Share of intervals with traffic whose mean isl (context) lay in the measured range; null when the role has no profile. */
  readonly coverage: PerRole<number | null>
}

/** Tokens in one interval. */
export interface TokenLoad {
  readonly prefillTokens: number
  readonly decodeTokens: number
}

export interface IntervalRecord {
  readonly index: number
  /** Seconds from the trace's origin. */
  readonly startSeconds: number
  readonly observed: Traffic
  readonly predicted: Traffic
  /** Replicas decided for this interval. */
  readonly target: PerRole<number>
  /** Tokens that arrived in the interval. */
  readonly load: TokenLoad
  /** Tokens the target replicas can serve in the interval within the SLA targets. */
  readonly capacity: TokenLoad
  readonly decision: DecisionRecord
  /** Absent in an open-loop run. */
  readonly simulated?: SimulatedInterval
}

/** How the target came about. A value is null for a pool that was not planned, and at interval 0. */
export interface DecisionRecord {
  readonly unclamped: PerRole<number | null>
  readonly correction: PerRole<number | null>
  readonly demandTokensPerSecond: PerRole<number | null>
  readonly throughputPerGpu: PerRole<number | null>
  readonly throughputSource: PerRole<'profile' | 'physical-model' | null>
  readonly latencyMs: PerRole<number | null>
  readonly reasons: readonly Reason[]
}

export interface Summary {
  readonly requests: number
  readonly intervals: number
  /** Intervals whose target differs from the one before. */
  readonly scalingActions: number
  readonly replicas: PerRole<{ readonly mean: number; readonly peak: number }>
  readonly gpus: { readonly mean: number; readonly peak: number }
  readonly gpuHours: { readonly prefill: number; readonly decode: number; readonly total: number }
  /** Intervals whose load exceeded the capacity of the target replicas. */
  readonly shortIntervals: PerRole<number>
  readonly forecast: Readonly<Record<TrafficSeries, ForecastErrors>>
  /** Absent in an open-loop run. */
  readonly simulated?: SimulatedSummary
}
