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

/** Contexts to sample, and for each the concurrencies up to what KV cache and batch allow. */
export function sweepDecode(engine: Engine, maxContextLength: number): readonly DecodeLoad[] {
  const kvTokens = maxKvTokens(engine)
  return sweepContexts(Math.min(maxContextLength, kvTokens)).flatMap((contextLength) => {
    const most = Math.min(engine.maxBatchSize, Math.floor(kvTokens / contextLength))
    return sweepConcurrency(most).map((concurrency) => ({ concurrency, contextLength }))
  })
}

function sweepContexts(longest: number): readonly number[] {
  const ladder: number[] = []
  for (let context = 256; context < longest; context *= 2) ladder.push(context)
  return withEnd(ladder, longest)
}

/** 1, then shares of the most that fits; denser where throughput still climbs. */
function sweepConcurrency(most: number): readonly number[] {
  const shares = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 1]
  return [...new Set([1, ...shares.map((share) => Math.max(1, Math.round(share * most)))])]
}

/** The ladder below `end`, then `end`; a rung closer than an eighth to it is left out. */
function withEnd(ladder: readonly number[], end: number): readonly number[] {
  return [...ladder.filter((rung) => rung < end * 0.875), end]
}
