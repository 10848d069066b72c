import type { ModelShape } from './model-shape.js'

/** What most models share; a preset states what differs. */
const DENSE = {
  headDim: 128,
  kvHeads: 8,
  tiedEmbeddings: false,
  moe: null,
  latentAttention: null,
  publishedPrecision: 'bf16',
} as const

const LLAMA = { ...DENSE, vocabularySize: 128_256 } as const
const QWEN3 = { ...DENSE, vocabularySize: 151_936 } as const

/** Facts of the models' public config.json files. */
export const MODEL_PRESETS: Readonly<Record<string, ModelShape>> = {
  'llama-3.2-3b': {
    ...LLAMA,
    name: 'Llama-3.2-3B',
    layers: 28,
    hiddenSize: 3072,
    intermediateSize: 8192,
    attentionHeads: 24,
    tiedEmbeddings: true,
    origin: 'config.json of meta-llama/Llama-3.2-3B-Instruct',
  },
  'llama-3.1-8b': {
    ...LLAMA,
    name: 'Llama-3.1-8B',
    layers: 32,
    hiddenSize: 4096,
    intermediateSize: 14_336,
    attentionHeads: 32,
    origin: 'config.json of meta-llama/Llama-3.1-8B-Instruct',
  },
  'llama-3.1-70b': llama70b('Llama-3.1-70B'),
  'llama-3.3-70b': llama70b('Llama-3.3-70B'),
  'llama-3.1-405b': {
    ...LLAMA,
    name: 'Llama-3.1-405B',
    layers: 126,
    hiddenSize: 16_384,
    intermediateSize: 53_248,
    attentionHeads: 128,
    origin: 'config.json of meta-llama/Llama-3.1-405B-Instruct',
  },
  'qwen3-8b': {
    ...QWEN3,
    name: 'Qwen3-8B',
    layers: 36,
    hiddenSize: 4096,
    intermediateSize: 12_288,
    attentionHeads: 32,
    origin: 'config.json of Qwen/Qwen3-8B',
  },
  'qwen3-32b': {
    ...QWEN3,
    name: 'Qwen3-32B',
    layers: 64,
    hiddenSize: 5120,
    intermediateSize: 25_600,
    attentionHeads: 64,
    origin: 'config.json of Qwen/Qwen3-32B',
  },
  'qwen3-30b-a3b': {
    ...QWEN3,
    name: 'Qwen3-30B-A3B',
    layers: 48,
    hiddenSize: 2048,
    intermediateSize: 6144,
    attentionHeads: 32,
    kvHeads: 4,
    moe: {
      experts: 128,
      activeExperts: 8,
      sharedExperts: 0,
      intermediateSize: 768,
      denseLayers: 0,
    },
    origin: 'config.json of Qwen/Qwen3-30B-A3B',
  },
  'qwen3-235b-a22b': {
    ...QWEN3,
    name: 'Qwen3-235B-A22B',
    layers: 94,
    hiddenSize: 4096,
    intermediateSize: 12_288,
    attentionHeads: 64,
    kvHeads: 4,
    moe: {
      experts: 128,
      activeExperts: 8,
      sharedExperts: 0,
      intermediateSize: 1536,
      denseLayers: 0,
    },
    origin: 'config.json of Qwen/Qwen3-235B-A22B',
  },
  'mixtral-8x7b': {
    ...DENSE,
    name: 'Mixtral-8x7B',
    layers: 32,
    hiddenSize: 4096,
    intermediateSize: 14_336,
    attentionHeads: 32,
    vocabularySize: 32_000,
    moe: {
      experts: 8,
      activeExperts: 2,
      sharedExperts: 0,
      intermediateSize: 14_336,
      denseLayers: 0,
    },
    origin: 'config.json of mistralai/Mixtral-8x7B-Instruct-v0.1',
  },
  'deepseek-v3': {
    name: 'DeepSeek-V3',
    layers: 61,
    hiddenSize: 7168,
    intermediateSize: 18_432,
    attentionHeads: 128,
    kvHeads: 128,
    headDim: 128,
    vocabularySize: 129_280,
    tiedEmbeddings: false,
    moe: {
      experts: 256,
      activeExperts: 8,
      sharedExperts: 1,
      intermediateSize: 2048,
      denseLayers: 3,
    },
    latentAttention: {
      queryRank: 1536,
      kvRank: 512,
      nopeHeadDim: 128,
      ropeHeadDim: 64,
      valueHeadDim: 128,
    },
    publishedPrecision: 'fp8',
    origin: 'config.json of deepseek-ai/DeepSeek-V3; its multi-token prediction layer is left out',
  },
}

function llama70b(name: string): ModelShape {
  return {
    ...LLAMA,
    name,
    layers: 80,
    hiddenSize: 8192,
    intermediateSize: 28_672,
    attentionHeads: 64,
    origin: `config.json of meta-llama/${name}-Instruct`,
  }
}
