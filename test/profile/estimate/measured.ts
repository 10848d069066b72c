import { decodeItlMs, decodeThroughputPerGpu } from '../../../src/profile/estimate/decode.js'
import type { Engine } from '../../../src/profile/estimate/engine.js'
import { DEFAULT_FACTORS, type Factors } from '../../../src/profile/estimate/factors.js'
import { GPU_PRESETS } from '../../../src/profile/estimate/gpu-presets.js'
import { maxKvTokens } from '../../../src/profile/estimate/memory.js'
import { MODEL_PRESETS } from '../../../src/profile/estimate/model-presets.js'
import { prefillTtftMs } from '../../../src/profile/estimate/prefill.js'
import type { Profile } from '../../../src/profile/profile.js'
import { readSharedProfile } from '../../helpers/shared-profile.js'

/** A measured profile, and the engine it was measured on. */
export interface Measured {
  readonly title: string
  readonly profile: Profile
  readonly engine: Engine
  /** GPUs the file divided its throughputs by. */
  readonly throughputDivisor: number
  /** False where the file repeats the number of another configuration. */
  readonly ownKvTokens: boolean
}

const H100_SET =
  'use-pre-swept-results:h100_sxm:nvidia/Llama-3.3-70B-Instruct-FP8:vllm:0.10.1.1:TP:1:1:128:128:8'

/** The fit's profile first. All were measured with fp8 weights and a bf16 KV cache. */
export async function readMeasured(): Promise<readonly Measured[]> {
  const h200 = await readSharedProfile('data/profiles/H200_TP1P_TP1D')
  const fitted: Measured = {
    title: 'Llama-3.1-8B, 1 × H200 (fitted)',
    profile: h200,
    engine: engineOf({ gpu: 'h200', model: 'llama-3.1-8b', tensorParallel: 1 }),
    throughputDivisor: 1,
    ownKvTokens: true,
  }
  const heldOut = [2, 4, 8].map(async (tensorParallel) => ({
    title: `Llama-3.3-70B, ${tensorParallel} × H100 (held out)`,
    profile: await readSharedProfile(H100_SET.replace('TP', String(tensorParallel))),
    engine: engineOf({ gpu: 'h100', model: 'llama-3.3-70b', tensorParallel }),
    throughputDivisor: 8,
    ownKvTokens: tensorParallel === 2,
  }))
  return [fitted, ...(await Promise.all(heldOut))]
}

export interface RelativeErrors {
  readonly ttft: readonly number[]
  readonly itl: readonly number[]
  /** One request alone in the batch. */
  readonly itlAlone: readonly number[]
  readonly decodeThroughput: readonly number[]
  readonly kvTokens: number
}

/** Estimated ÷ measured − 1, a value per sample. */
export function relativeErrors(
  { profile, engine, throughputDivisor }: Measured,
  factors: Factors = DEFAULT_FACTORS,
): RelativeErrors {
  const assumed = { ...engine, factors }
  const prefill = profile.prefill!
  const decode = profile.decode!
  const loads = Array.from(decode.kvUsage, (usage, i) => {
    const contextLength = decode.contextLength[i]!
    const requests = Math.round((usage * decode.maxKvTokens) / contextLength)
    // Requests beyond the batch limit wait; they are not part of the step.
    return { contextLength, concurrency: Math.min(requests, engine.maxBatchSize) }
  })
  const itl = loads.map((load, i) => decodeItlMs(assumed, load) / decode.itlMs[i]! - 1)
  const perGpu = throughputDivisor / engine.tensorParallel
  return {
    ttft: Array.from(prefill.isl, (isl, i) => prefillTtftMs(assumed, isl) / prefill.ttftMs[i]! - 1),
    itl,
    itlAlone: itl.filter((_, i) => loads[i]!.concurrency === 1),
    decodeThroughput: loads.map(
      (load, i) =>
        decodeThroughputPerGpu(assumed, load) / (decode.throughputPerGpu[i]! * perGpu) - 1,
    ),
    kvTokens: maxKvTokens(assumed) / decode.maxKvTokens - 1,
  }
}

/** Quantile of the absolute values, linear between ranks. */
export function quantile(errors: readonly number[], share: number): number {
  const sorted = errors.map(Math.abs).sort((a, b) => a - b)
  const rank = share * (sorted.length - 1)
  const below = sorted[Math.floor(rank)]!
  return below + (sorted[Math.ceil(rank)]! - below) * (rank - Math.floor(rank))
}

function engineOf(at: { gpu: string; model: string; tensorParallel: number }): Engine {
  return {
    gpu: GPU_PRESETS[at.gpu]!,
    model: MODEL_PRESETS[at.model]!,
    weights: 'fp8',
    kv: 'bf16',
    tensorParallel: at.tensorParallel,
    maxBatchSize: 1024,
    factors: DEFAULT_FACTORS,
  }
}
