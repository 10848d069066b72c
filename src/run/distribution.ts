import { valuesAtRanks } from './ranks.js'
import type { Distribution } from './simulated.js'

const SHARES = [0.5, 0.9, 0.95, 0.99]

export const NO_DISTRIBUTION: Distribution = {
  mean: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  max: null,
}

export interface SumAndMax {
  readonly sum: number
  readonly max: number
}

/**
 * Mean and quantiles of values from 0 up; may reorder them. Quantile q of n values lies at rank
 * q·(n − 1), linear between ranks (R. Hyndman and Y. Fan, 1996, definition 7). Worked: p50 of 1, 2, 4, 8 is 3.
 */
export function distributionOf(
  values: Float64Array,
  { sum, max }: SumAndMax = sumAndMaxOf(values),
): Distribution {
  const n = values.length
  if (n === 0) return NO_DISTRIBUTION
  const exact = SHARES.map((share) => share * (n - 1))
  const ranks = exact.flatMap((rank) => [Math.floor(rank), Math.ceil(rank)])
  const found = valuesAtRanks(values, { ranks, max })
  const [p50, p90, p95, p99] = exact.map((rank, i) => {
    const low = found[2 * i]!
    return low + (rank - Math.floor(rank)) * (found[2 * i + 1]! - low)
  }) as [number, number, number, number]
  return { mean: sum / n, p50, p90, p95, p99, max }
}

function sumAndMaxOf(values: Float64Array): SumAndMax {
  let sum = 0
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!
    if (values[i]! > max) max = values[i]!
  }
  return { sum, max }
}
