/** Fewer values are searched at once. */
const MANY_VALUES = 512
const MOST_BUCKETS = 4096

/**
 * The values of some ranks, 0 the smallest; may reorder the values, none of which is below 0 or above
 * `max`. Ranks ascend. Of many values only those near a rank are searched: equal buckets between 0 and
 * `max` are counted first, which no branch has to be guessed for.
 * Worked: ranks 1 and 2 of 8, 1, 4, 2 are 2 and 4.
 */
export function valuesAtRanks(
  values: Float64Array,
  { ranks, max }: { readonly ranks: readonly number[]; readonly max: number },
): readonly number[] {
  const near = values.length < MANY_VALUES ? { values, ranks } : valuesNear(values, { ranks, max })
  // From the lowest up: each search then looks only at what lies above the former.
  let begin = 0
  return near.ranks.map((rank) => {
    select(near.values, { rank, begin })
    begin = rank
    return near.values[rank]!
  })
}

/** The value of a rank, 0 the smallest; reorders the values. */
export function valueAtRank(values: Float64Array, rank: number): number {
  select(values, { rank, begin: 0 })
  return values[rank]!
}

/** The values of the buckets that a rank falls into, and the rank there of each rank. */
function valuesNear(
  values: Float64Array,
  { ranks, max }: { readonly ranks: readonly number[]; readonly max: number },
): { readonly values: Float64Array; readonly ranks: readonly number[] } {
  const buckets = Math.min(MOST_BUCKETS, values.length >> 3)
  // A `max` of 0 makes it infinite and all values fall into bucket 0, as they may.
  const perUnit = buckets / max
  const counts = new Uint32Array(buckets + 1)
  countInto(counts, values, perUnit)
  const isNear = new Uint8Array(buckets + 1)
  let [bucket, below, nearBelow] = [0, 0, 0]
  const nearRanks = ranks.map((rank) => {
    for (; below + counts[bucket]! <= rank; bucket++) {
      below += counts[bucket]!
      nearBelow += isNear[bucket]! * counts[bucket]!
    }
    isNear[bucket] = 1
    return nearBelow + rank - below
  })
  // One place more: the last value that is not near is written, too, and left there.
  const near = new Float64Array(nearBelow + counts[bucket]! + 1)
  const kept = keepNear(values, { isNear, perUnit, near })
  return { values: near.subarray(0, kept), ranks: nearRanks }
}

// The two loops are functions of their own: compiled in the midst of a larger one, V8 would have to give up
// what it compiled as soon as a loop ends.

function countInto(counts: Uint32Array, values: Float64Array, perUnit: number): void {
  for (let i = 0; i < values.length; i++) counts[(values[i]! * perUnit) | 0]!++
}

/** Copies the values of marked buckets; returns how many. */
function keepNear(
  values: Float64Array,
  to: { readonly isNear: Uint8Array; readonly perUnit: number; readonly near: Float64Array },
): number {
  const { isNear, perUnit, near } = to
  let kept = 0
  for (let i = 0; i < values.length; i++) {
    near[kept] = values[i]!
    kept += isNear[(values[i]! * perUnit) | 0]!
  }
  return kept
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
