import { GPU_PRESETS } from '../../profile/estimate/gpu-presets.js'
import { MODEL_PRESETS } from '../../profile/estimate/model-presets.js'
import { totalParameters } from '../../profile/estimate/model-shape.js'
import { formatCount } from '../../report/units.js'
import { textTable } from './text-table.js'

/** The presets `profile estimate` knows, as two tables. */
export function presetText(): string {
  const gpus = Object.entries(GPU_PRESETS).map(([name, gpu]) => [
    name,
    formatCount(gpu.denseTflops.bf16),
    formatCount(gpu.denseTflops.fp8),
    formatCount(gpu.memoryBandwidthGBps),
    formatCount(gpu.memoryMib),
    formatCount(gpu.interconnectGBps),
  ])
  const models = Object.entries(MODEL_PRESETS).map(([name, model]) => [
    name,
    `${(totalParameters(model) / 1e9).toPrecision(3)} B`,
    formatCount(model.layers),
    formatCount(model.attentionHeads),
    formatCount(model.kvHeads),
    model.moe === null ? 'dense' : `${model.moe.activeExperts} of ${model.moe.experts}`,
    model.publishedPrecision,
  ])
  const gpuHead = ['GPU', 'bf16 TFLOPS', 'fp8 TFLOPS', 'memory GB/s', 'memory MiB', 'link GB/s']
  const modelHead = ['model', 'parameters', 'layers', 'heads', 'KV heads', 'experts', 'published']
  return `${textTable(gpuHead, gpus)}\n\n${textTable(modelHead, models)}`
}
