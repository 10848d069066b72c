/** Requests as columns: entry i of every array is request i. Arrays may be longer than `length`. */
export interface RequestColumns {
  readonly length: number
  /** Arrival, milliseconds from the trace's origin. */
  readonly arrivalMs: Float64Array
  /** Input tokens. */
  readonly isl: Uint32Array
  /** Output tokens. */
  readonly osl: Uint32Array
  /** Prefix-cache block ids, absent when the trace has none. */
  readonly prefixBlocks?: PrefixBlocks
}

/** Half as large where every id is a whole number below 2³². */
export type BlockIds = Uint32Array | Float64Array

/** Ragged rows: the block ids of request i are ids[offsets[i]] .. ids[offsets[i + 1] − 1]. */
export interface PrefixBlocks {
  readonly offsets: Uint32Array
  readonly ids: BlockIds
}

/** Whether the requests stand in order of arrival. */
export function isSorted({ length, arrivalMs }: RequestColumns): boolean {
  for (let i = 1; i < length; i++) if (arrivalMs[i]! < arrivalMs[i - 1]!) return false
  return true
}
