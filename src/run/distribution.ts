import type { Distribution } from './simulated.js'

export const NO_DISTRIBUTION: Distribution = {
  mean: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  max: null,
}

/**
 * Mean and quantiles; reorders the values. Quantile q of n values lies at rank q·(n − 1), linear between
 * ranks (R. Hyndman and Y. Fan, 1996, definition 7). Worked: p50 of 1, 2, 4, 8 is 3.
 */
export function distributionOf(values: Float64Array): Distribution {
  const n = values.length
  if (n === 0) return NO_DISTRIBUTION
  let sum = 0
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < n; i++) {
    sum += values[i]!
    if (values[i]! > max) max = values[i]!
  }
  // From the highest down: each search then looks only at what lies below the former.
  const p99 = quantile(values, { share: 0.99, end: n })
  const p95 = quantile(values, { share: 0.95, end: p99.below })
  const p90 = quantile(values, { share: 0.9, end: p95.below })
  const p50 = quantile(values, { share: 0.5, end: p90.below })
  return { mean: sum / n, p50: p50.value, p90: p90.value, p95: p95.value, p99: p99.value, max }
}

interface Search {
  readonly share: number
  /** Everything from here on is known to be no smaller than what lies before. */
  readonly end: number
}

function quantile(values: Float64Array, { share, end }: Search): { value: number; below: number } {
  const rank = share * (values.length - 1)
  const lower = Math.floor(rank)
  select(values, { rank: lower, end: Math.max(end, lower + 1) })
  const low = values[lower]!
  const fraction = rank - lower
  const value = fraction === 0 ? low : low + fraction * (smallestFrom(values, lower + 1) - low)
  return { value, below: lower + 1 }
}

function smallestFrom(values: Float64Array, begin: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = begin; i < values.length; i++) if (values[i]! < least) least = values[i]!
  return least
}

/** Puts the value of a rank in its place, smaller ones before it, larger ones behind (C. A. R. Hoare, 1961). */
function select(values: Float64Array, { rank, end }: { rank: number; end: number }): void {
  let low = 0
  let high = end - 1
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
