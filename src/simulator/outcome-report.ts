import type { Outcome, OutcomeSink, OutcomeStatus } from './outcome.js'
import { STATUS_NAMES } from './outcome-columns.js'

type Written<T> = { -readonly [K in keyof T]: T[K] }

/** Puts the kernel's numbers of requests that ended into one object used again and hands that to the sink. */
export class OutcomeReport {
  private readonly outcome: Written<Outcome> = {
    request: 0,
    status: 'completed',
    arrivalMs: Number.NaN,
    isl: 0,
    osl: 0,
    queueWaitMs: Number.NaN,
    prefillMs: Number.NaN,
    transferMs: Number.NaN,
    decodeWaitMs: Number.NaN,
    firstTokenMs: Number.NaN,
    finishMs: Number.NaN,
    preemptions: 0,
    kills: 0,
  }

  constructor(private readonly sink: OutcomeSink) {}

  /** Rows in the order of kernel/outcomes.ts. */
  send(rows: Float64Array, numbers: number): void {
    const { outcome, sink } = this
    for (let at = 0; at < rows.length; at += numbers) {
      const passStartMs = rows[at + 5]!
      const passEndMs = rows[at + 6]!
      outcome.request = rows[at]!
      outcome.status = STATUS_NAMES[rows[at + 1]!] as OutcomeStatus
      outcome.arrivalMs = rows[at + 2]!
      outcome.isl = rows[at + 3]!
      outcome.osl = rows[at + 4]!
      outcome.queueWaitMs = passStartMs - outcome.arrivalMs
      outcome.prefillMs = passEndMs - passStartMs
      outcome.transferMs = rows[at + 7]!
      outcome.decodeWaitMs = rows[at + 8]! - passEndMs - outcome.transferMs
      outcome.firstTokenMs = rows[at + 9]!
      outcome.finishMs = rows[at + 10]!
      outcome.preemptions = rows[at + 11]!
      outcome.kills = rows[at + 12]!
      sink.add(outcome)
    }
  }
}
