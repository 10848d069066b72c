import type { Engine } from '../../../src/profile/estimate/engine.js'
import { DEFAULT_FACTORS } from '../../../src/profile/estimate/factors.js'
import { GPU_PRESETS } from '../../../src/profile/estimate/gpu-presets.js'
import { MODEL_PRESETS } from '../../../src/profile/estimate/model-presets.js'

/** An engine of presets; Llama-3.1-8B with fp8 weights on one H200 unless said otherwise. */
export function engineOf(
  given: Partial<Omit<Engine, 'gpu' | 'model'>> & { gpu?: string; model?: string } = {},
): Engine {
  const { gpu = 'h200', model = 'llama-3.1-8b', ...rest } = given
  return {
    gpu: GPU_PRESETS[gpu]!,
    model: MODEL_PRESETS[model]!,
    weights: 'fp8',
    kv: 'bf16',
    tensorParallel: 1,
    maxBatchSize: 1024,
    factors: DEFAULT_FACTORS,
    ...rest,
  }
}
