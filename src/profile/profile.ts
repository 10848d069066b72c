/** Prefill measurements: entry i of each array is one point, sorted by isl. */
export interface PrefillSamples {
  /** Input tokens, [n]. */
  readonly isl: Float64Array
  /** TTFT of one request alone, ms, [n]. */
  readonly ttftMs: Float64Array
  /** Input tokens/s/GPU, [n]. */
  readonly throughputPerGpu: Float64Array
}

/** Decode measurements, scattered: entry i of each array is one point. */
export interface DecodeSamples {
  /** Share of the KV cache in use, 0..1, [m]. */
  readonly kvUsage: Float64Array
  /** Mean tokens in context per running request, [m]. */
  readonly contextLength: Float64Array
  /** Inter-token latency, ms, [m]. */
  readonly itlMs: Float64Array
  /** Output tokens/s/GPU, [m]. */
  readonly throughputPerGpu: Float64Array
  /** Tokens the KV cache of one engine holds. */
  readonly maxKvTokens: number
}

/** A validated profile of one engine configuration. A role the files did not hold is null. */
export interface Profile {
  /** As a reader would name it: the shipped name, the directory, the pre-swept key. */
  readonly name: string
  readonly prefill: PrefillSamples | null
  readonly decode: DecodeSamples | null
  /** What a careful reader should know of the data: faults found, "estimated, not measured". */
  readonly remarks: readonly string[]
  /** KV cache of one token over all layers, bytes; absent when the files do not say. */
  readonly kvBytesPerToken?: number
}
