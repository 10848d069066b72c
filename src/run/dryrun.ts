import type { Decision, Reason } from '../domain/decision.js'
import type { PerRole } from '../domain/role.js'
import { ROLES_OF_MODE } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { Traffic, TrafficSample } from '../domain/traffic.js'
import type { ForecastResources } from '../forecast/forecaster.js'
import { createTrafficForecaster } from '../forecast/traffic.js'
import { createPlanner, type Planner } from '../planner/planner.js'
import type { Performance } from '../planner/sizing/policy.js'
import type { Profile } from '../profile/profile.js'
import { tokenCapacity, tokenLoad } from './capacity.js'
import { createOpenLoopFleet } from './open-loop-fleet.js'
import { createPerformance, summarizeProfile } from './profile-use.js'
import type { DecisionRecord, IntervalRecord, Result } from './result.js'
import { summarize } from './summary.js'
import type { TraceIntervals } from './trace-intervals.js'
import { collectWarnings } from './warnings.js'

export interface DryRunInput {
  readonly settings: DryRunSettings
  readonly trace: TraceIntervals
  /** The warm-up trace, cut into the same intervals, or null. */
  readonly warmup: TraceIntervals | null
  readonly profile: Profile
  readonly resources: ForecastResources
  readonly plannerVersion: string
  /** What is already known to be worth a warning: settings without effect, and the like. */
  readonly warnings?: readonly string[]
  /** Stops the run between two intervals. */
  readonly signal?: AbortSignal
  /** Awaited: a caller that lets other events in (a signal, say) may take its time. */
  readonly onInterval?: (done: number, total: number) => void | Promise<void>
}

/**
 * Replays a trace through the planner, open loop: what each interval's decision would have been, knowing
 * only the intervals before it. Interval 0 has the start replicas and its own traffic as "prediction".
 */
export async function dryRun(input: DryRunInput): Promise<Result> {
  const { settings, trace, profile } = input
  const performance = createPerformance(profile, settings)
  const warmup = warmupSamples(input)
  const forecaster = await createTrafficForecaster(settings, input.resources)
  forecaster.warmUp(warmup)
  const planner = createPlanner({ settings, forecaster, performance })
  const intervals = await replay({ input, planner, performance })
  return {
    schemaVersion: 1,
    plannerVersion: input.plannerVersion,
    settings,
    trace: trace.summary,
    profile: summarizeProfile(profile, intervals),
    warmup,
    intervals,
    summary: summarize(intervals, settings),
    warnings: [...(input.warnings ?? []), ...collectWarnings({ ...input, intervals })],
  }
}

async function replay(run: {
  readonly input: DryRunInput
  readonly planner: Planner
  readonly performance: Performance
}): Promise<IntervalRecord[]> {
  const { input, planner, performance } = run
  const { settings } = input
  const samples = input.trace.intervals
  const start = startReplicas(settings)
  const fleet = await createOpenLoopFleet(start)
  const records: IntervalRecord[] = []
  for (const sample of samples) {
    input.signal?.throwIfAborted()
    const decision = sample.index === 0 ? startDecision(sample, start) : planner.decide()
    const { replicas, reasons } = await fleet.apply(decision.replicas, sample.startSeconds)
    const target = plannedOnly(replicas, settings)
    records.push(record({ sample, decision, reasons, target, performance, settings }))
    planner.observe({ traffic: traffic(sample), roles: observedRoles(target) })
    await input.onInterval?.(records.length, samples.length)
  }
  return records
}

function record(part: {
  readonly sample: TrafficSample
  readonly decision: Decision
  readonly reasons: readonly Reason[]
  readonly target: PerRole<number>
  readonly performance: Performance
  readonly settings: DryRunSettings
}): IntervalRecord {
  const { sample, decision, target, performance, settings } = part
  const observed = traffic(sample)
  // An empty interval has no shape of its own; its capacity is shown for the traffic it was sized for.
  const shape = observed.requests === 0 && settings.compat === 'none' ? decision.forecast : observed
  return {
    index: sample.index,
    startSeconds: sample.startSeconds,
    observed,
    predicted: decision.forecast,
    target,
    load: tokenLoad(observed, settings),
    capacity: tokenCapacity({ replicas: target, traffic: shape, performance, settings }),
    decision: decisionRecord(decision, part.reasons),
  }
}

function decisionRecord({ sizing, reasons }: Decision, more: readonly Reason[]): DecisionRecord {
  const { prefill, decode } = sizing
  return {
    unclamped: {
      prefill: prefill?.unclampedReplicas ?? null,
      decode: decode?.unclampedReplicas ?? null,
    },
    correction: {
      prefill: prefill?.correctionFactor ?? null,
      decode: decode?.correctionFactor ?? null,
    },
    demandTokensPerSecond: {
      prefill: prefill?.demandTokensPerSecond ?? null,
      decode: decode?.demandTokensPerSecond ?? null,
    },
    throughputPerGpu: {
      prefill: prefill?.throughputPerGpu ?? null,
      decode: decode?.throughputPerGpu ?? null,
    },
    throughputSource: {
      prefill: prefill?.throughputSource ?? null,
      decode: decode?.throughputSource ?? null,
    },
    latencyMs: { prefill: prefill?.latencyMs ?? null, decode: decode?.latencyMs ?? null },
    reasons: [...reasons, ...more],
  }
}

function startDecision(sample: TrafficSample, start: PerRole<number>): Decision {
  const reason: Reason = { code: 'start', text: 'the start replicas; nothing was observed yet' }
  return {
    forecast: traffic(sample),
    replicas: start,
    sizing: { prefill: null, decode: null },
    reasons: [reason],
  }
}

function startReplicas(settings: DryRunSettings): PerRole<number> {
  return plannedOnly({ prefill: settings.startNumP, decode: settings.startNumD }, settings)
}

function plannedOnly(replicas: PerRole<number>, { mode }: DryRunSettings): PerRole<number> {
  const planned = ROLES_OF_MODE[mode]
  return {
    prefill: planned.includes('prefill') ? replicas.prefill : 0,
    decode: planned.includes('decode') ? replicas.decode : 0,
  }
}

function observedRoles(target: PerRole<number>): PerRole<{ readyReplicas: number }> {
  return { prefill: { readyReplicas: target.prefill }, decode: { readyReplicas: target.decode } }
}

/** Warm-up intervals moved so that they end where the trace begins, numbered −n .. −1. */
function warmupSamples({ warmup, trace, settings }: DryRunInput): TrafficSample[] {
  const samples = warmup?.intervals ?? []
  const begin = trace.intervals[0]?.startSeconds ?? 0
  return samples.map((sample, i) => {
    const index = i - samples.length
    return {
      ...traffic(sample),
      index,
      startSeconds: begin + index * settings.adjustmentIntervalSeconds,
    }
  })
}

function traffic({ requests, isl, osl }: Traffic): Traffic {
  return { requests, isl, osl }
}
