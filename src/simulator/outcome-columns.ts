import type { Outcome, OutcomeSink, OutcomeStatus } from './outcome.js'

/** Status by code; 0 is a request that had not ended. */
export const STATUS_NAMES: readonly (OutcomeStatus | 'unfinished')[] = [
  'unfinished',
  'completed',
  'rejected',
  'killed',
]

const STATUS_CODES = { completed: 1, rejected: 2, killed: 3 } as const satisfies Record<
  OutcomeStatus,
  number
>

/** Which parts of TTFT are kept: none takes 18 bytes a request, the queue wait 4 more, all 16 more. */
export type KeptParts = 'none' | 'queue-wait' | 'all'

/** Every request's outcome by its index in the trace; what never happened is NaN. */
export class OutcomeColumns implements OutcomeSink {
  /** Codes into STATUS_NAMES. */
  readonly status: Uint8Array
  readonly firstTokenMs: Float64Array
  readonly finishMs: Float64Array
  readonly preemptions: Uint8Array
  /** Rounded to 32 bits, as are the three below; empty when not kept. */
  readonly queueWaitMs: Float32Array
  readonly prefillMs: Float32Array
  readonly transferMs: Float32Array
  readonly decodeWaitMs: Float32Array
  private readonly kept: KeptParts

  constructor(length: number, kept: KeptParts = 'all') {
    this.kept = kept
    this.status = new Uint8Array(length)
    this.firstTokenMs = new Float64Array(length).fill(Number.NaN)
    this.finishMs = new Float64Array(length).fill(Number.NaN)
    this.preemptions = new Uint8Array(length)
    const column = (isKept: boolean) => new Float32Array(isKept ? length : 0).fill(Number.NaN)
    this.queueWaitMs = column(kept !== 'none')
    this.prefillMs = column(kept === 'all')
    this.transferMs = column(kept === 'all')
    this.decodeWaitMs = column(kept === 'all')
  }

  add(outcome: Outcome): void {
    const at = outcome.request
    this.status[at] = STATUS_CODES[outcome.status]
    this.firstTokenMs[at] = outcome.firstTokenMs
    this.finishMs[at] = outcome.finishMs
    this.preemptions[at] = Math.min(255, outcome.preemptions)
    if (this.kept === 'none') return
    this.queueWaitMs[at] = outcome.queueWaitMs
    if (this.kept === 'queue-wait') return
    this.prefillMs[at] = outcome.prefillMs
    this.transferMs[at] = outcome.transferMs
    this.decodeWaitMs[at] = outcome.decodeWaitMs
  }
}
