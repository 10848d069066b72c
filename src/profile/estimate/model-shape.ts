import type { Precision } from './precision.js'

/** Multi-head latent attention (DeepSeek-V2 and later): one compressed KV vector per token and layer. */
export interface LatentAttention {
  readonly queryRank: number
  /** Width of the compressed KV, shared by all heads. */
  readonly kvRank: number
  /** Per head: query and key dims without and with rotary position; the rotary key is shared by all heads. */
  readonly nopeHeadDim: number
  readonly ropeHeadDim: number
  readonly valueHeadDim: number
}

export interface MixtureOfExperts {
  readonly experts: number
  /** Routed experts each token passes through. */
  readonly activeExperts: number
  /** Experts every token passes through besides. */
  readonly sharedExperts: number
  readonly intermediateSize: number
  /** Leading layers that have a dense MLP instead. */
  readonly denseLayers: number
}

/** Shape of a decoder-only transformer with gated (three-matrix) MLPs, as its config.json has it. */
export interface ModelShape {
  readonly name: string
  readonly layers: number
  readonly hiddenSize: number
  /** Of the dense MLP. */
  readonly intermediateSize: number
  readonly attentionHeads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly vocabularySize: number
  /** The output head is the embedding matrix, stored once. */
  readonly tiedEmbeddings: boolean
  readonly moe: MixtureOfExperts | null
  readonly latentAttention: LatentAttention | null
  /** Precision the checkpoint is published in; the default for the weights. */
  readonly publishedPrecision: Precision
  readonly origin: string
}

/** Weights of one attention block. Biases and norms (below 0.01 %) are left out everywhere. */
export function attentionParameters(model: ModelShape): number {
  const { hiddenSize, attentionHeads, kvHeads, headDim, latentAttention } = model
  if (latentAttention === null) return hiddenSize * headDim * 2 * (attentionHeads + kvHeads)
  const { queryRank, kvRank, nopeHeadDim, ropeHeadDim, valueHeadDim } = latentAttention
  const queries = queryRank * (hiddenSize + attentionHeads * (nopeHeadDim + ropeHeadDim))
  const compress = hiddenSize * (kvRank + ropeHeadDim)
  const expand = kvRank * attentionHeads * (nopeHeadDim + valueHeadDim)
  return queries + compress + expand + attentionHeads * valueHeadDim * hiddenSize
}

/** Weights of all routed experts a layer stack holds, when each MoE layer counts `experts` of them. */
export function expertParameters(model: ModelShape, experts: number): number {
  if (model.moe === null) return 0
  return moeLayers(model) * experts * mlpParameters(model, model.moe.intermediateSize)
}

/** Weights every token passes through, but for embeddings, head and routed experts. */
export function sharedParameters(model: ModelShape): number {
  const attention = model.layers * attentionParameters(model)
  if (model.moe === null) {
    return attention + model.layers * mlpParameters(model, model.intermediateSize)
  }
  const { experts, sharedExperts, intermediateSize, denseLayers } = model.moe
  const dense = denseLayers * mlpParameters(model, model.intermediateSize)
  const router = experts * model.hiddenSize
  const always = sharedExperts * mlpParameters(model, intermediateSize) + router
  return attention + dense + moeLayers(model) * always
}

/** Weights of the embedding matrix; the output head has as many. */
export function embeddingParameters(model: ModelShape): number {
  return model.vocabularySize * model.hiddenSize
}

/** All weights: Llama-3.1-8B has 8,029,995,008 (8,030,261,248 with its norms). */
export function totalParameters(model: ModelShape): number {
  const embeddings = embeddingParameters(model) * (model.tiedEmbeddings ? 1 : 2)
  return sharedParameters(model) + expertParameters(model, model.moe?.experts ?? 0) + embeddings
}

/** Weights one token is multiplied with in the layers: 2 FLOPs each. */
export function activeParameters(model: ModelShape): number {
  return sharedParameters(model) + expertParameters(model, model.moe?.activeExperts ?? 0)
}

/** Numbers kept per token in the KV cache of the whole model: 2 · layers · KV heads · head dim, or the latent vector. */
export function kvNumbersPerToken(model: ModelShape): number {
  const { layers, kvHeads, headDim, latentAttention } = model
  if (latentAttention === null) return 2 * layers * kvHeads * headDim
  return layers * (latentAttention.kvRank + latentAttention.ropeHeadDim)
}

function moeLayers(model: ModelShape): number {
  return model.layers - (model.moe?.denseLayers ?? 0)
}

function mlpParameters(model: ModelShape, intermediateSize: number): number {
  return 3 * model.hiddenSize * intermediateSize
}
