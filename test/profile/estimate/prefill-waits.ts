import type { DecodeSamples } from '../../../src/profile/profile.js'

/**
 * Output tokens of a request in the sweeps: their shortest context is 350 tokens at an ISL of 100,
 * and the mean context of a request is ISL + OSL/2.
 */
export const SWEEP_OSL = 500

/** Contexts at which a prompt fills a prefill step by itself, tokens. */
const LONG_CONTEXT = 8192

/** A decode sample without the waits for prefill that the sweep measured into it. */
export interface CleanedSample {
  readonly index: number
  readonly contextLength: number
  readonly concurrency: number
  /** Time a lone request of this context spends before its first token, ms. */
  readonly waitMs: number
  readonly itlMs: number
}

/**
 * The samples of long contexts, cleaned. A lone request gives OSL tokens in wait + OSL · ITL, which
 * tells the wait from its throughput and ITL. Of N requests that start together, each is held up
 * by (N − 1)/2 prefills of others on average while it decodes.
 */
export function withoutPrefillWaits(
  decode: DecodeSamples,
  throughputDivisor: number,
): readonly CleanedSample[] {
  const samples = Array.from(decode.kvUsage, (usage, index) => {
    const contextLength = decode.contextLength[index]!
    const concurrency = Math.round((usage * decode.maxKvTokens) / contextLength)
    return { index, contextLength, concurrency, itlMs: decode.itlMs[index]! }
  }).filter(({ contextLength }) => contextLength > LONG_CONTEXT)
  return samples.map((sample) => {
    const { contextLength, concurrency } = sample
    const alone = samples.find(
      (other) => other.contextLength === contextLength && other.concurrency === 1,
    )!
    const tokensPerMs = (decode.throughputPerGpu[alone.index]! * throughputDivisor) / 1000
    const waitMs = SWEEP_OSL / tokensPerMs - SWEEP_OSL * alone.itlMs
    const heldUpMs = (((concurrency - 1) / 2) * waitMs) / SWEEP_OSL
    return { ...sample, waitMs, itlMs: sample.itlMs - heldUpMs }
  })
}
