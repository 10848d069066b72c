import type { Engine } from './engine.js'
import {
  embeddingParameters,
  expertParameters,
  kvNumbersPerToken,
  sharedParameters,
} from './model-shape.js'
import { BYTES } from './precision.js'

/** What one GPU of the engine holds, bytes. */
export interface MemoryPlan {
  readonly usable: number
  readonly weights: number
  readonly activations: number
  readonly reserved: number
  /** What is left for the KV cache; negative when the rest does not fit. */
  readonly kvCache: number
  readonly kvPerToken: number
}

export function planMemory(engine: Engine): MemoryPlan {
  const { gpu, factors } = engine
  const usable = gpu.memoryMib * 2 ** 20 * factors.memoryUtilization
  const weights = weightBytesPerGpu(engine)
  const activations = activationBytesPerGpu(engine)
  const reserved = factors.reservedGB * 1e9
  const kvCache = usable - weights - activations - reserved
  return { usable, weights, activations, reserved, kvCache, kvPerToken: kvBytesPerGpu(engine) }
}

/** Tokens the KV cache of the engine holds: bytes left on a GPU ÷ bytes per token on it. */
export function maxKvTokens(engine: Engine): number {
  const plan = planMemory(engine)
  return Math.max(0, Math.floor(plan.kvCache / plan.kvPerToken))
}

/** Weights of the whole engine, bytes. Embeddings and head stay bf16 in quantized checkpoints. */
export function weightBytes(engine: Engine): number {
  const { model, weights } = engine
  const layers = sharedParameters(model) + expertParameters(model, model.moe?.experts ?? 0)
  const ends = embeddingParameters(model) * (model.tiedEmbeddings ? 1 : 2)
  return layers * BYTES[weights] + ends * BYTES.bf16
}

/**
 * KV cache bytes per token of the whole model, each number counted once:
 * Llama-3.1-8B 2 · 32 layers · 8 KV heads · 128 · 2 bytes = 131,072 in bf16, 65,536 in fp8.
 */
export function kvBytesPerToken({ model, kv }: Pick<Engine, 'model' | 'kv'>): number {
  return kvNumbersPerToken(model) * BYTES[kv]
}

/** KV bytes per token on one GPU: its share of the heads, at least one; a latent vector is not split. */
export function kvBytesPerGpu(engine: Engine): number {
  const { model, tensorParallel } = engine
  const split = model.latentAttention === null ? Math.min(tensorParallel, model.kvHeads) : 1
  return kvBytesPerToken(engine) / split
}

function weightBytesPerGpu(engine: Engine): number {
  return weightBytes(engine) / engine.tensorParallel
}

/** Of one prefill step, bf16: four hidden vectors, and the gate and up products of the widest MLP. */
function activationBytesPerGpu({ model, factors, tensorParallel }: Engine): number {
  const expert = (model.moe?.activeExperts ?? 0) * (model.moe?.intermediateSize ?? 0)
  const dense = model.moe === null || model.moe.denseLayers > 0 ? model.intermediateSize : 0
  const numbersPerToken = 4 * model.hiddenSize + (2 * Math.max(expert, dense)) / tensorParallel
  return factors.batchedTokens * numbersPerToken * BYTES.bf16
}
