/** Straight from the interpolated measurements, or from the fitted physical model that stands in for them. */
export type PerformanceSource = 'profile' | 'physical-model'

export interface OperatingPoint {
  /** Tokens/s/GPU: input tokens for prefill, output tokens for decode. */
  readonly throughputPerGpu: number
  /** TTFT for prefill, ITL for decode, ms. */
  readonly latencyMs: number
  readonly source: PerformanceSource
  /** The load is outside what was measured; the nearest measured load was taken. */
  readonly outside: boolean
}

export interface DecodeOperatingPoint extends OperatingPoint {
  /** Share of the KV cache in use at this point, 0..1. */
  readonly kvUsage: number
  /** False when no point on the row meets the target: the point at KV usage 0 stands instead. */
  readonly meetsTarget: boolean
}

export interface PrefillPerformance {
  /** Smallest and largest measured isl, tokens. */
  readonly islRange: readonly [number, number]
  at(isl: number): OperatingPoint
}

export interface DecodePerformance {
  /** Tokens the KV cache of one engine holds. */
  readonly maxKvTokens: number
  /** Largest measured mean context, tokens. */
  readonly maxContextLength: number
  /** At a concurrency (running requests per engine) and mean context (tokens). */
  at(load: { concurrency: number; contextLength: number }): DecodeOperatingPoint
  /** The highest KV usage whose ITL meets the target, at a mean context (tokens). */
  best(goal: { itlMs: number; contextLength: number }): DecodeOperatingPoint
}
