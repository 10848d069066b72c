import type { Reason } from '../../domain/decision.js'
import type { Traffic } from '../../domain/traffic.js'
import { words } from '../wording.js'
import { isTelling, type SizedRole, type SizingInput, sizingAt } from './policy.js'

/** Tokens a request holds in the KV cache on average while its answer grows: all input, half the output. */
export function contextLength(traffic: Traffic): number {
  return traffic.isl + traffic.osl / 2
}

/** The ITL the engine's own curve must meet so that the corrected one meets the target. */
export function correctedItlMs(itlMs: number, correctionFactor: number): number {
  return correctionFactor > 0 ? itlMs / correctionFactor : itlMs
}

/**
 * Decode pool: output tokens per second over the highest throughput whose ITL meets the corrected target.
 * Origin: the SLA planner of NVIDIA Dynamo.
 */
export function sizeDecode(input: SizingInput): SizedRole {
  const { traffic, performance, settings, correctionFactor } = input
  const engine = performance.decode
  if (engine === null) throw new Error('decode is planned without a decode profile')
  const itlMs = correctedItlMs(settings.itlMs, correctionFactor)
  const context = contextLength(traffic)
  const point = engine.best({ itlMs, contextLength: context })
  const demandTokensPerSecond =
    (traffic.requests * traffic.osl) / settings.adjustmentIntervalSeconds
  return {
    sizing: sizingAt({ role: 'decode', demandTokensPerSecond, point, input }),
    reasons: decodeReasons(),
  }

  function decodeReasons(): Reason[] {
    const reasons: Reason[] = []
    if (correctionFactor > 0 && isTelling(correctionFactor)) {
      const text = `observed ITL was ${words(correctionFactor)} × the profile's: its curve must meet ${words(itlMs)} ms for the target of ${words(settings.itlMs)} ms`
      reasons.push({ code: 'correction', role: 'decode', text })
    }
    if (point.outside && traffic.requests > 0) {
      const text =
        context > engine!.maxContextLength
          ? `mean context ${words(context)} is beyond the profile, which ends at ${words(engine!.maxContextLength)} tokens; its nearest measurement was used`
          : `nothing was measured around KV usage ${words(point.kvUsage)} at context ${words(context)}; the nearest measurement was used`
      reasons.push({ code: 'outside-profile', role: 'decode', text })
    }
    if (point.source === 'physical-model') {
      const text = `the decode profile is unphysical at context ${words(context)}; the fitted model gives ${words(point.throughputPerGpu)} tokens/s/GPU`
      reasons.push({ code: 'physical-model', role: 'decode', text })
    }
    if (!point.meetsTarget) {
      const text = `no measured batch at context ${words(context)} has an ITL of ${words(itlMs)} ms or less; the lowest KV usage (${words(point.latencyMs)} ms) was used`
      reasons.push({ code: 'target-unmeetable', role: 'decode', text })
    }
    return reasons
  }
}
