import type { Profile } from '../../src/profile/profile.js'

const CONTEXTS = [500, 1000, 2000, 4000, 8000]
const BATCHES = [1, 8, 32, 64, 128]
const MAX_KV_TOKENS = 1_200_000

/** A profile by formula: TTFT = 10 + 0.02·L + 1e-7·L² ms, ITL = 5 + 0.05·B + 2e-5·KV ms, one GPU an engine. */
export function formulaProfile(): Profile {
  const isl = Float64Array.of(100, 500, 1000, 2000, 4000, 8000, 16_000)
  const ttftMs = isl.map((tokens) => 10 + 0.02 * tokens + 1e-7 * tokens ** 2)
  const points = CONTEXTS.flatMap((context) => BATCHES.map((batch) => ({ context, batch })))
  const itl = points.map(({ context, batch }) => 5 + 0.05 * batch + 2e-5 * batch * context)
  return {
    name: 'formula',
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
