import type { Compat } from '../../domain/settings.js'
import { fitTtft, modelTtftMs } from '../../profile/physical-model.js'
import { createPrefillPerformance } from '../../profile/prefill-performance.js'
import type { PrefillSamples } from '../../profile/profile.js'

/** How TTFT goes on beyond the longest measured prompt. */
export type LongPrompts = 'quadratic' | 'linear' | 'clamp'

export interface PrefillCurve {
  /** Shortest and longest measured prompt, tokens. */
  readonly islRange: readonly [number, number]
  /** The part of TTFT that does not depend on the prompt, paid once a pass, ms. */
  readonly constantMs: number
  /** TTFT of a lone request of so many tokens, ms. */
  ttftMs(tokens: number): number
}

/** Tokens up to which TTFT is kept once looked up; 8 bytes each. */
const LONGEST_KEPT = 2 ** 18

/**
 * The planner's own curve inside the measured range, held at its end below it. Beyond it the fitted
 * physical model goes on from the last measured point: T(L) = T(end) + m(L) − m(end), or along its
 * tangent there, or not at all. The constant part is the fitted one, at most T(shortest).
 * Worked number: T(end) = 100 ms at 1,000 tokens and m = 10 + 0.05 L + 4·10⁻⁵ L² give at 2,000
 * tokens 100 + 50 + 120 = 270 ms, by the tangent 100 + 130 = 230 ms.
 */
export function createPrefillCurve(
  samples: PrefillSamples,
  { compat, longPrompts }: { readonly compat: Compat; readonly longPrompts: LongPrompts },
): PrefillCurve {
  const performance = createPrefillPerformance(samples, { compat })
  const [shortest, longest] = performance.islRange
  const model = fitTtft(samples)
  const endMs = performance.at(longest).latencyMs
  const slope = model.perTokenMs + 2 * model.perTokenSquaredMs * longest
  const beyond: Record<LongPrompts, (tokens: number) => number> = {
    quadratic: (tokens) => modelTtftMs(model, tokens) - modelTtftMs(model, longest),
    linear: (tokens) => slope * (tokens - longest),
    clamp: () => 0,
  }
  const extra = beyond[longPrompts]
  const keptLength = Math.min(Math.floor(longest), LONGEST_KEPT) + 1
  const kept = new Float64Array(keptLength).fill(Number.NaN)
  return {
    islRange: performance.islRange,
    constantMs: Math.min(model.baseMs, performance.at(shortest).latencyMs),
    ttftMs(tokens) {
      // NaN is not known yet.
      const known = tokens < keptLength ? kept[tokens]! : Number.NaN
      return known >= 0 ? known : lookUp(tokens)
    },
  }

  function lookUp(tokens: number): number {
    if (tokens > longest) return endMs + extra(tokens)
    const ms = performance.at(tokens).latencyMs
    if (tokens < keptLength) kept[tokens] = ms
    return ms
  }
}
