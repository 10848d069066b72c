import type { Engine } from './engine.js'
import { touchedExperts } from './experts.js'
import { peakFlops } from './gpu.js'
import {
  activeParameters,
  embeddingParameters,
  expertParameters,
  sharedParameters,
} from './model-shape.js'
import { BYTES, type Precision } from './precision.js'

/** Tokens of one step, and those of them whose next token is wanted. */
export interface StepTokens {
  readonly tokens: number
  readonly sampled: number
}

/**
 * Time of all matrix products of one step, ms: a roofline each for the layers and the output head.
 * Weights are read once per step, of the routed experts only those the step touches.
 */
export function linearMs(engine: Engine, { tokens, sampled }: StepTokens): number {
  const { model, weights } = engine
  const touched = model.moe === null ? 0 : touchedExperts(model.moe, tokens)
  const layers = rooflineMs(engine, {
    precision: weights,
    flops: 2 * activeParameters(model) * tokens,
    bytes: (sharedParameters(model) + expertParameters(model, touched)) * BYTES[weights],
  })
  const head = rooflineMs(engine, {
    precision: 'bf16',
    flops: 2 * embeddingParameters(model) * sampled,
    bytes: embeddingParameters(model) * BYTES.bf16,
  })
  return layers + head
}

/** Work of the whole engine, evenly over its GPUs. */
interface Work {
  readonly precision: Precision
  readonly flops: number
  readonly bytes: number
}

/** The longer of computing and reading, ms (Williams, Waterman, Patterson: Roofline, 2009). */
export function rooflineMs(
  { gpu, factors, tensorParallel }: Engine,
  { precision, flops, bytes }: Work,
): number {
  const computeSeconds = flops / (peakFlops(gpu, precision) * factors.computeEfficiency)
  const readSeconds = bytes / (gpu.memoryBandwidthGBps * 1e9 * factors.memoryEfficiency)
  return (Math.max(computeSeconds, readSeconds) / tensorParallel) * 1e3
}
