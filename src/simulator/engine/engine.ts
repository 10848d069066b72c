import type { Compat } from '../../domain/settings.js'
import { UserError } from '../../domain/user-error.js'
import { loadAt, placeOf } from '../../profile/physical-model.js'
import type { DecodeSamples, Profile } from '../../profile/profile.js'
import { createDecodeFit } from './decode-fit.js'
import { createDecodeGrid } from './decode-grid.js'
import type { DecodeTiming } from './decode-timing.js'
import { createPrefillCurve, type LongPrompts, type PrefillCurve } from './prefill-curve.js'

/** What one prefill and one decode replica can do. */
export interface Engine {
  readonly prefill: PrefillCurve
  readonly decode: DecodeTiming
  /** Tokens the KV cache of one replica holds, of either role. */
  readonly kvCapacityTokens: number
  /** Most requests in one decode batch. */
  readonly maxNumSeqs: number
}

export type DecodeTimingName = 'fit' | 'grid'

export interface EngineOptions {
  readonly compat: Compat
  readonly longPrompts: LongPrompts
  readonly decodeTiming: DecodeTimingName
  /** Undefined: the profile's largest measured batch. */
  readonly maxNumSeqs?: number
}

export const DEFAULT_ENGINE_OPTIONS: EngineOptions = {
  compat: 'none',
  longPrompts: 'quadratic',
  decodeTiming: 'fit',
}

/** No decode step is faster than this share of the fastest one measured, whatever a curve says. */
const LEAST_STEP_SHARE = 0.1

/** Throws a UserError when the profile lacks one of the two roles. */
export function createEngine(profile: Profile, options: EngineOptions): Engine {
  const { prefill, decode } = profile
  if (prefill === null || decode === null) {
    const lacking = prefill === null ? 'prefill' : 'decode'
    throw new UserError(
      `profile ${profile.name} has no ${lacking} measurements; the request simulation needs both roles`,
    )
  }
  const leastMs = LEAST_STEP_SHARE * decode.itlMs.reduce((a, b) => Math.min(a, b))
  const timings: Record<DecodeTimingName, () => DecodeTiming> = {
    fit: () => createDecodeFit(decode, { leastMs }),
    grid: () => createDecodeGrid(decode, { leastMs }),
  }
  return {
    prefill: createPrefillCurve(prefill, options),
    decode: timings[options.decodeTiming](),
    kvCapacityTokens: Math.floor(decode.maxKvTokens),
    maxNumSeqs: options.maxNumSeqs ?? largestBatch(decode),
  }
}

/** The largest batch the profile measured, requests. */
function largestBatch(samples: DecodeSamples): number {
  const batches = Array.from(samples.itlMs, (_, i) => loadAt(samples, placeOf(samples, i)).batch)
  return Math.max(1, Math.round(Math.max(...batches)))
}
