import type { Outcome, OutcomeSink } from '../simulator/outcome.js'

/** Mean parts of TTFT at the client, ms, each over the requests that came so far. */
export interface TtftPartMeans {
  readonly queueWait: number | null
  readonly prefill: number | null
  readonly transfer: number | null
  readonly decodeWait: number | null
}

/**
 * Sums the parts of TTFT as requests end. What is added up in floating point is declared as −0, which V8 keeps as
 * such: a field that begins as a small integer makes it throw away compiled code when it becomes something else.
 */
export class TtftParts implements OutcomeSink {
  private begun = 0
  private queueWaitMs = -0
  private prefilled = 0
  private prefillMs = -0
  private ended = 0
  private transferMs = -0
  private joined = 0
  private decodeWaitMs = -0

  add({ queueWaitMs, prefillMs, transferMs, decodeWaitMs }: Outcome): void {
    this.ended++
    this.transferMs += transferMs
    if (!Number.isNaN(queueWaitMs)) {
      this.begun++
      this.queueWaitMs += queueWaitMs
    }
    if (!Number.isNaN(prefillMs)) {
      this.prefilled++
      this.prefillMs += prefillMs
    }
    if (!Number.isNaN(decodeWaitMs)) {
      this.joined++
      this.decodeWaitMs += decodeWaitMs
    }
  }

  get means(): TtftPartMeans {
    const mean = (sumMs: number, count: number) => (count === 0 ? null : sumMs / count)
    return {
      queueWait: mean(this.queueWaitMs, this.begun),
      prefill: mean(this.prefillMs, this.prefilled),
      transfer: mean(this.transferMs, this.ended),
      decodeWait: mean(this.decodeWaitMs, this.joined),
    }
  }
}
