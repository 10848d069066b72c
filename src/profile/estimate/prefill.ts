import { allReduceMs } from './all-reduce.js'
import type { Engine } from './engine.js'
import { linearMs, rooflineMs } from './linear.js'
import type { ModelShape } from './model-shape.js'

/** TTFT of one request of `isl` input tokens alone on the engine, ms. */
export function prefillTtftMs(engine: Engine, isl: number): number {
  const { requestMs, batchedTokens } = engine.factors
  const fullSteps = Math.floor(isl / batchedTokens)
  const rest = isl - fullSteps * batchedTokens
  const steps = fullSteps * stepMs(engine, batchedTokens) + (rest > 0 ? stepMs(engine, rest) : 0)
  return requestMs + steps + attentionMs(engine, isl)
}

/** Input tokens/s/GPU of prefills one after the other. */
export function prefillThroughputPerGpu(engine: Engine, isl: number): number {
  return (isl / prefillTtftMs(engine, isl) / engine.tensorParallel) * 1e3
}

/** Everything in a step of `tokens` new tokens but attention. */
function stepMs(engine: Engine, tokens: number): number {
  const { factors, model } = engine
  const overhead = factors.stepMs + model.layers * factors.layerMs
  return overhead + linearMs(engine, { tokens, sampled: 1 }) + allReduceMs(engine, tokens)
}

/**
 * Causal attention, ms: each token meets half of the prompt on average, so scores and weighted sum
 * take 2 · L²/2 · (key dim + value dim) FLOPs per head and layer.
 */
function attentionMs(engine: Engine, isl: number): number {
  const { layers, attentionHeads } = engine.model
  const flops = layers * attentionHeads * headWidth(engine.model) * isl ** 2
  return rooflineMs(engine, { precision: 'bf16', flops, bytes: 0 })
}

/** Key dim + value dim of a head, latent KV expanded. */
function headWidth({ headDim, latentAttention }: ModelShape): number {
  if (latentAttention === null) return 2 * headDim
  const { nopeHeadDim, ropeHeadDim, valueHeadDim } = latentAttention
  return nopeHeadDim + ropeHeadDim + valueHeadDim
}
