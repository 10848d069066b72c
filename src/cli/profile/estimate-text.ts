import type { EstimateOverview } from '../../profile/estimate/overview.js'
import type { EstimateRequest } from '../../profile/estimate/request.js'
import { formatCount, formatMs, formatSi } from '../../report/units.js'
import { textTable } from './text-table.js'

/** What was estimated, in a dozen lines. */
export function estimateText(request: EstimateRequest, overview: EstimateOverview): string {
  const { memoryPerGpu: memory } = overview
  const gb = (value: number) => `${value.toFixed(1)} GB`
  return [
    `${request.name} (estimated, not measured): ${engineLine(request)}`,
    `memory per GPU: ${gb(memory.usableGB)} usable = ${gb(memory.weightsGB)} weights + ${gb(memory.buffersGB)} buffers + ${gb(memory.kvCacheGB)} KV cache`,
    `KV cache: ${formatCount(overview.maxKvTokens)} tokens, ${formatCount(overview.kvBytesPerToken)} bytes per token`,
    '',
    textTable(
      ['ISL', 'TTFT', 'input tokens/s/GPU'],
      overview.prefill.map(({ isl, ttftMs, throughputPerGpu }) => [
        formatCount(isl),
        formatMs(ttftMs),
        formatSi(throughputPerGpu),
      ]),
    ),
    '',
    textTable(
      ['batch', 'context', 'ITL', 'output tokens/s/GPU'],
      overview.decode.map(({ concurrency, contextLength, itlMs, throughputPerGpu }) => [
        formatCount(concurrency),
        formatCount(contextLength),
        formatMs(itlMs),
        formatSi(throughputPerGpu),
      ]),
    ),
  ].join('\n')
}

function engineLine({ engine }: EstimateRequest): string {
  const { gpu, model, weights, kv, tensorParallel } = engine
  return `${model.name}, ${weights} weights, ${kv} KV, on ${tensorParallel} × ${gpu.name}`
}
