import type { Outcome, OutcomeSink, OutcomeStatus } from './outcome.js'

/** Status by code; 0 is a request that had not ended. */
export const STATUS_NAMES: readonly (OutcomeStatus | 'unfinished')[] = [
  'unfinished',
  'completed',
  'rejected',
  'killed',
]

export interface OutcomeColumnsOptions {
  /** False leaves the four parts of TTFT out: 18 bytes a request instead of 34. */
  readonly parts: boolean
}

/** Every request's outcome by its index in the trace; what never happened is NaN. */
export class OutcomeColumns implements OutcomeSink {
  /** Codes into STATUS_NAMES. */
  readonly status: Uint8Array
  readonly firstTokenMs: Float64Array
  readonly finishMs: Float64Array
  readonly preemptions: Uint8Array
  /** Rounded to 32 bits, as are the three below; empty without `parts`. */
  readonly queueWaitMs: Float32Array
  readonly prefillMs: Float32Array
  readonly transferMs: Float32Array
  readonly decodeWaitMs: Float32Array
  private readonly parts: boolean

  constructor(length: number, { parts }: OutcomeColumnsOptions = { parts: true }) {
    this.parts = parts
    this.status = new Uint8Array(length)
    this.firstTokenMs = new Float64Array(length).fill(Number.NaN)
    this.finishMs = new Float64Array(length).fill(Number.NaN)
    this.preemptions = new Uint8Array(length)
    const partColumn = () => new Float32Array(parts ? length : 0).fill(Number.NaN)
    this.queueWaitMs = partColumn()
    this.prefillMs = partColumn()
    this.transferMs = partColumn()
    this.decodeWaitMs = partColumn()
  }

  add(outcome: Outcome): void {
    const at = outcome.request
    this.status[at] = STATUS_NAMES.indexOf(outcome.status)
    this.firstTokenMs[at] = outcome.firstTokenMs
    this.finishMs[at] = outcome.finishMs
    this.preemptions[at] = Math.min(255, outcome.preemptions)
    if (!this.parts) return
    this.queueWaitMs[at] = outcome.queueWaitMs
    this.prefillMs[at] = outcome.prefillMs
    this.transferMs[at] = outcome.transferMs
    this.decodeWaitMs[at] = outcome.decodeWaitMs
  }
}
