import type { Decision, Reason } from '../domain/decision.js'
import type { PerRole } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { TrafficSample } from '../domain/traffic.js'
import type { Performance } from '../planner/sizing/policy.js'
import { tokenCapacity, tokenLoad } from './capacity.js'
import type { DecisionRecord, IntervalRecord } from './result.js'

/** What is written of one interval. */
export function intervalRecord(part: {
  readonly sample: TrafficSample
  readonly decision: Decision
  readonly reasons: readonly Reason[]
  readonly target: PerRole<number>
  readonly performance: Performance
  readonly settings: DryRunSettings
}): IntervalRecord {
  const { sample, decision, target, performance, settings } = part
  const { requests, isl, osl } = sample
  const observed = { requests, isl, osl }
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
