import type { Reason } from '../../domain/decision.js'
import { words } from '../wording.js'
import { isTelling, type SizedRole, type SizingInput, sizingAt } from './policy.js'

/**
 * Prefill pool: input tokens per second over the throughput at the forecast ISL.
 * A correction below 1 (prompts shorter than they look, prefix-cache hits) scales the demand down;
 * above 1 it is taken for queueing, which more replicas of the same size already cure, and is not applied.
 * Origin: the SLA planner of NVIDIA Dynamo.
 */
export function sizePrefill(input: SizingInput): SizedRole {
  const { traffic, performance, settings, correctionFactor } = input
  const engine = performance.prefill
  if (engine === null) throw new Error('prefill is planned without a prefill profile')
  const point = engine.at(traffic.isl)
  const uncorrected = (traffic.requests * traffic.isl) / settings.adjustmentIntervalSeconds
  const applied = Math.min(1, correctionFactor)
  const demandTokensPerSecond = uncorrected * applied
  return {
    sizing: sizingAt({ role: 'prefill', demandTokensPerSecond, point, input }),
    reasons: prefillReasons(),
  }

  function prefillReasons(): Reason[] {
    const reasons: Reason[] = []
    const isl = words(traffic.isl)
    if (isTelling(applied)) {
      const text = `observed TTFT was ${words(applied)} × the profile's: ${words(uncorrected)} tokens/s count as ${words(demandTokensPerSecond)}`
      reasons.push({ code: 'correction', role: 'prefill', text })
    }
    if (point.outside && traffic.requests > 0) {
      const [low, high] = engine!.islRange
      const text = `ISL ${isl} is outside the profile's ${words(low)}–${words(high)} tokens; its nearest end was used`
      reasons.push({ code: 'outside-profile', role: 'prefill', text })
    }
    if (point.source === 'physical-model') {
      const text = `the prefill profile is unphysical at ISL ${isl}; the fitted model gives ${words(point.throughputPerGpu)} tokens/s/GPU`
      reasons.push({ code: 'physical-model', role: 'prefill', text })
    }
    if (point.latencyMs > settings.ttftMs && traffic.requests > 0) {
      const text = `a lone prompt of ${isl} tokens takes ${words(point.latencyMs)} ms, above the TTFT target of ${words(settings.ttftMs)} ms`
      reasons.push({ code: 'target-unmeetable', role: 'prefill', text })
    }
    return reasons
  }
}
