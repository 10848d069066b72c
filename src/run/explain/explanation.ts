import type { ReasonCode } from '../../domain/decision.js'
import type { Role } from '../../domain/role.js'
import type { TrafficSeries } from '../../domain/traffic.js'
import type { Distribution, SlaAttainment } from '../simulated.js'
import type { Counterfactual } from './counterfactual.js'

/** One interval: why its replicas were what they were, what came of it, what would have helped. */
export interface Explanation {
  readonly index: number
  readonly startSeconds: number
  readonly endSeconds: number
  readonly decision: ExplainedDecision
  readonly outcome: Outcome
  /** Null when the interval passed, or nothing else was to be tried. */
  readonly counterfactual: Counterfactual | null
}

export interface ExplainedDecision {
  /** False where the replicas were given: interval 0, a fixed fleet. */
  readonly planned: boolean
  readonly traffic: Readonly<
    Record<TrafficSeries, { readonly forecast: number; readonly actual: number }>
  >
  readonly pools: readonly PoolDecision[]
  /** GPUs of all pools: asked for by the load (null: nothing was asked), and given. */
  readonly gpus: { readonly wanted: number | null; readonly given: number }
  /** Null: no limit. */
  readonly gpuBudget: number | null
  readonly minEndpoint: number
  /** At least one entry. */
  readonly bounds: readonly Bound[]
}

/** demand = requests × tokens ÷ seconds × applied correction; needed = demand ÷ throughput ÷ GPUs. */
export interface PoolDecision {
  readonly role: Role
  readonly replicas: number
  /** Null where nothing was planned. */
  readonly sizing: PoolSizing | null
  /** Fewest replicas for the traffic that came, by the profile alone; null when no number is enough. */
  readonly replicasForActual: number | null
}

export interface PoolSizing {
  readonly requests: number
  readonly tokensPerRequest: number
  readonly tokensPerSecond: number
  /** Observed latency ÷ the profile's. */
  readonly correction: number
  readonly demandTokensPerSecond: number
  /** TTFT or ITL the profile expects at the operating point. */
  readonly latencyMs: number
  /** Decode: the ITL that the profile's own curve had to meet for the corrected one to be on target. */
  readonly targetMs: number
  readonly throughputPerGpu: number
  readonly gpusPerReplica: number
  /** Not rounded. */
  readonly needed: number
  /** Replicas without the correction; null where the result does not tell (decode that was corrected). */
  readonly wantedUncorrected: number | null
  /** Rounded up, and no fewer than the minimum. */
  readonly wanted: number
}

/** What held the replicas where they were, or kept them from serving. */
export type Bound =
  | { readonly code: Extract<ReasonCode, 'start' | 'fixed'> }
  | { readonly code: 'minimum'; readonly role: Role }
  /** Observed latency changed the replicas, or may have: `without` it there were so many, if known. */
  | {
      readonly code: 'correction'
      readonly role: Role
      readonly text: string
      readonly without: number | null
    }
  /** As the decision itself says, with its numbers; skipped: a former decision was under way. */
  | { readonly code: StatedCode; readonly role: Role | null; readonly text: string }
  /** Less was forecast than came: the right forecast asks for more replicas. */
  | { readonly code: 'forecast'; readonly role: Role; readonly replicasForActual: number }
  /** Replicas that were decided were still starting. */
  | { readonly code: 'start-up'; readonly role: Role; readonly readyAtBegin: number }
  /** Nothing but the load. */
  | { readonly code: 'nothing' }

type StatedCode = Extract<
  ReasonCode,
  'budget' | 'skipped' | 'held' | 'failed' | 'target-unmeetable'
>

export interface Outcome {
  readonly requests: number
  readonly targetsMs: { readonly ttft: number; readonly itl: number }
  readonly pools: readonly PoolOutcome[]
  /** What its requests felt; null in an open-loop run. */
  readonly felt: FeltOutcome | null
  /** Whether it reached the pass share; open loop: whether load was within capacity. Null: no request. */
  readonly passes: boolean | null
}

export interface PoolOutcome {
  readonly role: Role
  readonly target: number
  readonly loadTokens: number
  /** Of the target replicas. */
  readonly capacityTokens: number
  /** Null in an open-loop run. */
  readonly simulated: {
    readonly readyAtBegin: number
    readonly readyAtEnd: number
    readonly queueAtBegin: number
    readonly queueAtEnd: number
  } | null
}

export interface FeltOutcome {
  readonly ttftMs: Distribution
  readonly itlMs: Distribution
  readonly sla: SlaAttainment
  readonly completed: number
  /** Requests that missed a target. */
  readonly missed: number
}
