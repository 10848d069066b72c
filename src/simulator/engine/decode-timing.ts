/**
 * Step time along a run of steps with an unchanged batch: a step that starts with kv tokens takes
 * stepMs + growthMs · (kv − the tokens asked for), for kv below endTokens.
 */
export interface StepSegment {
  stepMs: number
  /** More time for each token more in the KV cache. */
  growthMs: number
  /** The first KV tokens for which this no longer holds. */
  endTokens: number
}

export interface DecodeTiming {
  /** Whether the segments are straight lines that go from node to node of kernel/step-lines.ts. */
  readonly isStraightBetweenNodes: boolean
  /** Writes into `segment` what holds from (batch, kvTokens) on: whole numbers, batch ≥ 1. */
  locate(batch: number, kvTokens: number, segment: StepSegment): void
}
