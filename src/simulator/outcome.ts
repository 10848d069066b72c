/** How a request ended. */
export type OutcomeStatus = 'completed' | 'rejected' | 'killed'

/**
 * One request at its end. The parts add up to the TTFT at the client: queue wait + prefill + transfer
 * + decode wait. What never happened is NaN.
 */
export interface Outcome {
  /** Index in the trace. */
  readonly request: number
  readonly status: OutcomeStatus
  readonly arrivalMs: number
  readonly isl: number
  readonly osl: number
  /** Arrival to the start of the pass that began its prompt. */
  readonly queueWaitMs: number
  /** From there to the end of the pass that finished its prompt. */
  readonly prefillMs: number
  readonly transferMs: number
  /** Waiting for room and for a step boundary at the decode replica. */
  readonly decodeWaitMs: number
  readonly firstTokenMs: number
  readonly finishMs: number
  /** Times it lost its KV cache to older requests. */
  readonly preemptions: number
  /** Times its replica was taken away under it. */
  readonly kills: number
}

/** Takes each request as it ends. The outcome is one object used again: keep its numbers, not it. */
export interface OutcomeSink {
  add(outcome: Outcome): void
}

/** Mean time between a request's tokens, ms; 0 for a request of one token. */
export function itlOf({ firstTokenMs, finishMs, osl }: Outcome): number {
  return osl > 1 ? (finishMs - firstTokenMs) / (osl - 1) : 0
}
