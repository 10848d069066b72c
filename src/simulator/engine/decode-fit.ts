import { fitItl, loadAt, modelItlMs, placeOf } from '../../profile/physical-model.js'
import type { DecodeSamples } from '../../profile/profile.js'
import type { DecodeTiming } from './decode-timing.js'

/** Nodes along KV tokens, those of ../kernel/step-lines.ts: 0, then 2⁶, 1.5 · 2⁶, 2⁷, 1.5 · 2⁷, … tokens; Infinity ends the last segment. */
const FIRST_OCTAVE = 6
const LAST_OCTAVE = 29
const NODES = 2 * (LAST_OCTAVE - FIRST_OCTAVE) + 2
const TOKENS_AT = Float64Array.from({ length: NODES + 1 }, (_, node) => {
  if (node === NODES) return Number.POSITIVE_INFINITY
  const octave = FIRST_OCTAVE + ((node - 1) >> 1)
  return node === 0 ? 0 : (1 + 0.5 * ((node - 1) & 1)) * 2 ** octave
})
const LAST_TOKENS = 2 ** LAST_OCTAVE

/** A sample corrects the plane up to a factor of two away in batch and in KV tokens. */
const REACH_OCTAVES = 1

/**
 * The fitted plane a + b · B + c · KV, times a correction near the samples: measured / plane of the
 * samples within a factor of two of (B, KV), weighted by w = (1 − d²)², d the distance in octaves:
 * 1 + Σ w² (ratio − 1) / Σ w. It is the measured value at a lone sample and fades to the plane
 * away from all. Between the nodes along KV the step time is a straight line, so that any number of
 * steps has a closed form.
 * Worked number: one sample 10 % above the plane, at 1.5 times fewer KV tokens: d = 0.585, w = 0.433,
 * so 4.3 % above the plane.
 */
export function createDecodeFit(
  samples: DecodeSamples,
  { leastMs }: { readonly leastMs: number },
): DecodeTiming {
  const model = fitItl(samples)
  const corrections = correctionsOf(samples)
  const rows: (Float64Array | undefined)[] = []

  return {
    isStraightBetweenNodes: true,
    locate(batch, kvTokens, segment) {
      const row = rows[batch] ?? rowOf(batch)
      const node = nodeBelow(kvTokens)
      let growthMs = row[NODES + node]!
      if (Number.isNaN(growthMs)) growthMs = lookUp(row, batch, node)
      segment.growthMs = growthMs
      segment.stepMs = row[node]! + growthMs * (kvTokens - TOKENS_AT[node]!)
      segment.endTokens = TOKENS_AT[node + 1]!
    },
  }

  /** One batch size: the step times at every node, then the growth for each token from each node on, [2 · NODES]. */
  function rowOf(batch: number): Float64Array {
    const row = new Float64Array(2 * NODES).fill(Number.NaN)
    rows[batch] = row
    return row
  }

  /** Few nodes of a row are ever asked for. */
  function lookUp(row: Float64Array, batch: number, node: number): number {
    row[node] = nodeMs(batch, node)
    const growthMs =
      node === NODES - 1
        ? model.perKvTokenMs
        : (nodeMs(batch, node + 1) - row[node]) / (TOKENS_AT[node + 1]! - TOKENS_AT[node]!)
    row[NODES + node] = growthMs
    return growthMs
  }

  function nodeMs(batch: number, node: number): number {
    const kvTokens = TOKENS_AT[node]!
    const planeMs = modelItlMs(model, { batch, kvTokens })
    return Math.max(leastMs, planeMs * corrections(batch, kvTokens))
  }
}

/** The factor on the plane at (batch, KV tokens). */
function correctionsOf(samples: DecodeSamples): (batch: number, kvTokens: number) => number {
  const model = fitItl(samples)
  const measured = Array.from(samples.itlMs, (itlMs, i) => {
    const load = loadAt(samples, placeOf(samples, i))
    return {
      batch: Math.log2(load.batch),
      kvTokens: Math.log2(load.kvTokens),
      excess: itlMs / modelItlMs(model, load) - 1,
    }
  })
  return (batch, kvTokens) => {
    const batchOctaves = Math.log2(batch)
    const kvOctaves = Math.log2(Math.max(1, kvTokens))
    let total = 0
    let sum = 0
    for (const sample of measured) {
      const inBatch = sample.batch - batchOctaves
      const inTokens = sample.kvTokens - kvOctaves
      const distanceSquared = (inBatch * inBatch + inTokens * inTokens) / REACH_OCTAVES ** 2
      if (distanceSquared >= 1) continue
      const weight = (1 - distanceSquared) ** 2
      total += weight
      sum += weight * weight * sample.excess
    }
    return total === 0 ? 1 : 1 + sum / total
  }
}

/** The last node at or below so many tokens. */
function nodeBelow(kvTokens: number): number {
  if (kvTokens < 1 << FIRST_OCTAVE) return 0
  if (kvTokens >= LAST_TOKENS) return NODES - 1
  const octave = 31 - Math.clz32(kvTokens)
  const half = (kvTokens >> (octave - 1)) & 1
  return 1 + 2 * (octave - FIRST_OCTAVE) + half
}
