import type { Distribution } from './simulated.js'

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
 * Mean and quantiles; reorders the values. Quantile q of n values lies at rank q·(n − 1), linear between
 * ranks (R. Hyndman and Y. Fan, 1996, definition 7). Worked: p50 of 1, 2, 4, 8 is 3.
 */
export function distributionOf(
  values: Float64Array,
  { sum, max }: SumAndMax = sumAndMaxOf(values),
): Distribution {
  const n = values.length
  if (n === 0) return NO_DISTRIBUTION
  // From the lowest up: each search then looks only at what lies above the former.
  const p50 = quantile(values, { share: 0.5, begin: 0 })
  const p90 = quantile(values, { share: 0.9, begin: p50.rank })
  const p95 = quantile(values, { share: 0.95, begin: p90.rank })
  const p99 = quantile(values, { share: 0.99, begin: p95.rank })
  return { mean: sum / n, p50: p50.value, p90: p90.value, p95: p95.value, p99: p99.value, max }
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

/** The value of a rank, 0 the smallest; reorders the values. */
export function valueAtRank(values: Float64Array, rank: number): number {
  select(values, { rank, begin: 0 })
  return values[rank]!
}

interface Search {
  readonly share: number
  /** Everything before here is known to be no larger than what lies behind. */
  readonly begin: number
}

function quantile(
  values: Float64Array,
  { share, begin }: Search,
): { readonly value: number; readonly rank: number } {
  const exact = share * (values.length - 1)
  const rank = Math.floor(exact)
  select(values, { rank, begin })
  const low = values[rank]!
  const fraction = exact - rank
  const value = fraction === 0 ? low : low + fraction * (smallestFrom(values, rank + 1) - low)
  return { value, rank }
}

function smallestFrom(values: Float64Array, begin: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = begin; i < values.length; i++) if (values[i]! < least) least = values[i]!
  return least
}

/** Puts the value of a rank in its place, smaller ones before it, larger ones behind (C. A. R. Hoare, 1961). */
function select(
  values: Float64Array,
  { rank, begin }: { readonly rank: number; readonly begin: number },
): void {
  let low = begin
  let high = values.length - 1
  while (low < high) {
    const pivot = middleOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!)
    let i = low
    let j = high
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i <= j) {
        const swapped = values[i]!
        values[i++] = values[j]!
        values[j--] = swapped
      }
    }
    if (rank <= j) high = j
    else if (rank >= i) low = i
    else return
  }
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
