import { decodeItlMs, decodeThroughputPerGpu } from './decode.js'
import type { Engine } from './engine.js'
import { kvBytesPerToken, maxKvTokens, planMemory } from './memory.js'
import { prefillThroughputPerGpu, prefillTtftMs } from './prefill.js'
import type { EstimateRequest } from './request.js'

/** An estimate in a few numbers, for a look before it is used. */
export interface EstimateOverview {
  readonly memoryPerGpu: {
    readonly usableGB: number
    readonly weightsGB: number
    readonly buffersGB: number
    readonly kvCacheGB: number
  }
  readonly kvBytesPerToken: number
  readonly maxKvTokens: number
  readonly prefill: readonly {
    readonly isl: number
    readonly ttftMs: number
    readonly throughputPerGpu: number
  }[]
  readonly decode: readonly {
    readonly concurrency: number
    readonly contextLength: number
    readonly itlMs: number
    readonly throughputPerGpu: number
  }[]
}

const ISL = [128, 1024, 4096, 16_384]
const CONTEXT = 2048
const CONCURRENCY = [1, 8, 32, 128, 512]

export function estimateOverview({ engine, maxContextLength }: EstimateRequest): EstimateOverview {
  const plan = planMemory(engine)
  return {
    memoryPerGpu: {
      usableGB: plan.usable / 1e9,
      weightsGB: plan.weights / 1e9,
      buffersGB: (plan.activations + plan.reserved) / 1e9,
      kvCacheGB: plan.kvCache / 1e9,
    },
    kvBytesPerToken: kvBytesPerToken(engine),
    maxKvTokens: maxKvTokens(engine),
    prefill: ISL.filter((isl) => isl <= maxContextLength).map((isl) => prefillRow(engine, isl)),
    decode: decodeRows(engine, Math.min(CONTEXT, maxContextLength)),
  }
}

function prefillRow(engine: Engine, isl: number): EstimateOverview['prefill'][number] {
  const throughputPerGpu = prefillThroughputPerGpu(engine, isl)
  return { isl, ttftMs: prefillTtftMs(engine, isl), throughputPerGpu }
}

function decodeRows(engine: Engine, contextLength: number): EstimateOverview['decode'] {
  const most = Math.min(engine.maxBatchSize, Math.floor(maxKvTokens(engine) / contextLength))
  return CONCURRENCY.filter((concurrency) => concurrency <= most).map((concurrency) => {
    const load = { concurrency, contextLength }
    const throughputPerGpu = decodeThroughputPerGpu(engine, load)
    return { ...load, itlMs: decodeItlMs(engine, load), throughputPerGpu }
  })
}
