import type { Column } from './source.js'

/** Up to so many intervals every one is drawn by itself. */
export const THIN_ABOVE = 1000
/** At most so many buckets: about as many as a usual chart has pixels to tell apart. */
const MOST_BUCKETS = 500

/** Entries from, up to and without to. */
export interface IndexRange {
  readonly from: number
  readonly to: number
}

/** What is drawn of the entries of a bucket; null when none has a value. */
export interface Band {
  readonly low: number | null
  readonly mean: number | null
  readonly high: number | null
}

const NOTHING: Band = { low: null, mean: null, high: null }

/**
 * Cuts a range into what is drawn as one: single entries while there are few, otherwise buckets of
 * equal size. They lie at multiples of their size, so they stay the same while the range moves.
 */
export function bucketsOf({ from, to }: IndexRange): readonly IndexRange[] {
  const size = bucketSize(to - from)
  const buckets: IndexRange[] = []
  for (let start = Math.floor(from / size) * size; start < to; start += size) {
    buckets.push({ from: Math.max(from, start), to: Math.min(to, start + size) })
  }
  return buckets
}

/** 1 up to THIN_ABOVE entries; 10,000 → 32, which makes 313 buckets. A power of two, for steadiness. */
export function bucketSize(count: number): number {
  return count <= THIN_ABOVE ? 1 : 2 ** Math.ceil(Math.log2(count / MOST_BUCKETS))
}

/** Lowest, mean and highest of a bucket: no extreme of a column is ever lost. */
export function bandOf(column: Column, { from, to }: IndexRange): Band {
  let [low, high, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0]
  for (let index = from; index < to; index++) {
    const value = column[index]
    if (value === null || value === undefined) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
    sum += value
    count++
  }
  return count === 0 ? NOTHING : { low, mean: sum / count, high }
}

/** Mean of a bucket in which each entry counts as much as its weight; null when none has a value. */
export function weightedMeanOf({
  column,
  weight,
  bucket: { from, to },
}: {
  readonly column: Column
  readonly weight: (index: number) => number
  readonly bucket: IndexRange
}): number | null {
  let [sum, weights] = [0, 0]
  for (let index = from; index < to; index++) {
    const value = column[index]
    if (value === null || value === undefined) continue
    sum += value * weight(index)
    weights += weight(index)
  }
  return weights === 0 ? null : sum / weights
}

/** The entry of a bucket with the highest score. */
export function highestOf({ from, to }: IndexRange, score: (index: number) => number): number {
  let best = from
  for (let index = from + 1; index < to; index++) if (score(index) > score(best)) best = index
  return best
}
