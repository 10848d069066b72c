import { allReduceMs } from './all-reduce.js'
import type { Engine } from './engine.js'
import { linearMs, rooflineMs } from './linear.js'
import { kvBytesPerGpu } from './memory.js'
import type { ModelShape } from './model-shape.js'

/** Running requests of one engine, and the mean tokens in context of each. */
export interface DecodeLoad {
  readonly concurrency: number
  readonly contextLength: number
}

/** Time of one decode step, which gives each running request one token: ITL, ms. */
export function decodeItlMs(engine: Engine, { concurrency, contextLength }: DecodeLoad): number {
  const { factors, model } = engine
  const overhead =
    factors.stepMs + model.layers * factors.layerMs + concurrency * factors.sequenceMs
  const products = linearMs(engine, { tokens: concurrency, sampled: concurrency })
  const attention = attentionMs(engine, concurrency * contextLength)
  return overhead + products + attention + allReduceMs(engine, concurrency)
}

/** Output tokens/s/GPU. */
export function decodeThroughputPerGpu(engine: Engine, load: DecodeLoad): number {
  return (load.concurrency / decodeItlMs(engine, load) / engine.tensorParallel) * 1e3
}

/** Attention over all KV tokens of the batch, ms: the longer of reading them and computing with them. */
function attentionMs(engine: Engine, kvTokens: number): number {
  const { layers, attentionHeads } = engine.model
  return rooflineMs(engine, {
    precision: 'bf16',
    flops: 2 * layers * attentionHeads * headWidth(engine.model) * kvTokens,
    bytes: kvBytesPerGpu(engine) * engine.tensorParallel * kvTokens,
  })
}

/** Key dim + value dim a head works on; with latent KV it works on the compressed vector itself. */
function headWidth({ headDim, latentAttention }: ModelShape): number {
  if (latentAttention === null) return 2 * headDim
  return 2 * latentAttention.kvRank + latentAttention.ropeHeadDim
}
