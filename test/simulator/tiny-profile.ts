import type { Profile } from '../../src/profile/profile.js'

const CONTEXTS = [4, 16, 40, 90]
const BATCHES = [1, 2, 4, 8]
const MAX_KV_TOKENS = 400

/** A profile of a handful of tokens, bent off the physical model, so that small cases cross its cells. */
export function tinyProfile(): Profile {
  const isl = Float64Array.of(3, 10, 30, 60, 90)
  const ttftMs = isl.map((tokens, i) => 2 + 0.31 * tokens + 0.0021 * tokens ** 2 + (i % 2) * 0.2)
  const points = CONTEXTS.flatMap((context) => BATCHES.map((batch) => ({ context, batch })))
  const itl = points.map(
    ({ context, batch }, i) =>
      (3 + 0.4 * batch + 0.007 * batch * context) * (1 + 0.1 * Math.sin(i)),
  )
  return {
    name: 'tiny',
    prefill: {
      isl,
      ttftMs,
      throughputPerGpu: isl.map((tokens, i) => (1000 * tokens) / ttftMs[i]!),
    },
    decode: {
      kvUsage: Float64Array.from(points, ({ context, batch }) => (context * batch) / MAX_KV_TOKENS),
      contextLength: Float64Array.from(points, ({ context }) => context),
      itlMs: Float64Array.from(itl),
      throughputPerGpu: Float64Array.from(points, ({ batch }, i) => (1000 * batch) / itl[i]!),
      maxKvTokens: MAX_KV_TOKENS,
    },
    remarks: [],
  }
}
