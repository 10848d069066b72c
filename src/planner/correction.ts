import type { Observation } from '../domain/observation.js'
import type { PerRole } from '../domain/role.js'
import type { PlannerSettings } from '../domain/settings.js'
import { contextLength } from './sizing/decode.js'
import type { Performance } from './sizing/policy.js'

export const NEUTRAL_CORRECTION: PerRole<number> = { prefill: 1, decode: 1 }

/**
 * Observed latency ÷ the latency the profile expects for what was observed, per pool.
 * What cannot be known (no latency measured, no decode worker, no request duration) leaves the former factor.
 */
export function correct(
  former: PerRole<number>,
  known: {
    readonly observation: Observation
    readonly performance: Performance
    readonly settings: PlannerSettings
  },
): PerRole<number> {
  if (known.settings.noCorrection) return former
  return {
    prefill: prefillCorrection(known.observation, known.performance) ?? former.prefill,
    decode: decodeCorrection(known) ?? former.decode,
  }
}

function prefillCorrection(
  { ttftMs, traffic }: Observation,
  { prefill }: Performance,
): number | undefined {
  if (ttftMs === undefined || prefill === null) return undefined
  return finite(ttftMs / prefill.at(traffic.isl).latencyMs)
}

function decodeCorrection(known: {
  readonly observation: Observation
  readonly performance: Performance
  readonly settings: PlannerSettings
}): number | undefined {
  const { observation, performance, settings } = known
  const workers = observation.roles.decode.readyReplicas
  const { itlMs, requestDurationSeconds, traffic } = observation
  if (performance.decode === null || itlMs === undefined || requestDurationSeconds === undefined)
    return undefined
  if (workers === undefined || workers === 0) return undefined
  // Little's law: requests under way on one engine = arrivals per second per engine × time each stays.
  const concurrency =
    ((traffic.requests / workers) * requestDurationSeconds) / settings.adjustmentIntervalSeconds
  const expected = performance.decode.at({ concurrency, contextLength: contextLength(traffic) })
  return finite(itlMs / expected.latencyMs)
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
