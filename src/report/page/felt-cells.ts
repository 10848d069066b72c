import { type Latency, QUANTILES } from '../charts/felt.js'
import type { ChartSource } from '../charts/source.js'
import { formatAttainment, formatCount, formatMs } from '../units.js'
import type { Cells } from './pool-cells.js'

const LATENCIES: readonly Latency[] = ['ttft', 'itl', 'e2e']

/** Attainment of an interval: in shares and in requests. Nothing of an open-loop run. */
export function attainmentCells(source: ChartSource, index: number): readonly Cells[] {
  const { felt, actual, warmup } = source
  if (felt === null) return []
  const { both, ttft, itl } = felt.sla
  const requests = actual.requests[warmup + index] ?? null
  const count = `${formatCount(felt.goodput[index] ?? null)} of ${formatCount(requests)}`
  return [
    ['Within both targets', formatAttainment(both[index] ?? null), count],
    ['Within TTFT, ITL', ...[ttft, itl].map((column) => formatAttainment(column[index] ?? null))],
  ]
}

/** Head and rows of the quantiles of an interval. */
export function latencyHead(): Cells {
  return ['', ...QUANTILES]
}

export function latencyCells({ felt }: ChartSource, index: number): readonly Cells[] {
  if (felt === null) return []
  return LATENCIES.map((name) => [
    name.toUpperCase(),
    ...QUANTILES.map((quantile) => formatMs(felt.latency[name][quantile][index] ?? null)),
  ])
}
