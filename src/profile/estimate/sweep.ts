import type { DecodeLoad } from './decode.js'
import type { Engine } from './engine.js'
import { maxKvTokens } from './memory.js'

/** Input lengths to sample: a finer ladder where TTFT bends, up to the longest context. */
export function sweepIsl(engine: Engine, maxContextLength: number): readonly number[] {
  const longest = Math.min(maxContextLength, maxKvTokens(engine))
  const ladder: number[] = []
  for (let step = 128; step < longest; step *= 2) ladder.push(step, step * 1.5)
  return withEnd(ladder, longest)
}

/** Contexts to sample, and for each the mean concurrencies up to what KV cache and batch allow. */
export function sweepDecode(engine: Engine, maxContextLength: number): readonly DecodeLoad[] {
  const kvTokens = maxKvTokens(engine)
  return sweepContexts(Math.min(maxContextLength, kvTokens)).flatMap((contextLength) => {
    const fits = kvTokens / contextLength
    const most = Math.min(engine.maxBatchSize, fits)
    return sweepConcurrency({ fits, most }).map((concurrency) => ({ concurrency, contextLength }))
  })
}

function sweepContexts(longest: number): readonly number[] {
  const ladder: number[] = []
  for (let context = 256; context < longest; context *= 2) ladder.push(context, context * 1.5)
  return withEnd(ladder, longest)
}

/** Shares of the KV cache in use; denser where throughput still climbs. */
const KV_USAGE = [
  1 / 64,
  1 / 32,
  1 / 16,
  1 / 8,
  1 / 4,
  3 / 8,
  1 / 2,
  5 / 8,
  3 / 4,
  7 / 8,
  1,
] as const

/**
 * One request, the same shares of the KV cache at every context, and the most the batch allows.
 * The cubic surface through the samples swings where neighbouring contexts are sampled at different
 * shares, so a concurrency may be a fraction: it is a mean over time.
 */
function sweepConcurrency({ fits, most }: { fits: number; most: number }): readonly number[] {
  const shared = KV_USAGE.map((usage) => usage * fits)
  const between = shared.filter((concurrency) => concurrency > 1.25 && concurrency < most * 0.875)
  return most > 1.01 ? [1, ...between, most] : [1]
}

/** The ladder below `end`, then `end`; a rung closer than an eighth to it is left out. */
function withEnd(ladder: readonly number[], end: number): readonly number[] {
  return [...ladder.filter((rung) => rung < end * 0.875), end]
}
