import type { Outcome, OutcomeSink, OutcomeStatus } from './outcome.js'
import type { RequestPool } from './request-pool.js'

type Written<T> = { -readonly [K in keyof T]: T[K] }

/** Writes a request's end into one object used again and hands that to the sink. */
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

  constructor(
    private readonly pool: RequestPool,
    private readonly sink: OutcomeSink,
  ) {}

  send(slot: number, status: OutcomeStatus, finishMs: number): void {
    const { outcome, pool } = this
    const passEndMs = pool.passEndMs[slot]!
    outcome.request = pool.request[slot]!
    outcome.status = status
    outcome.arrivalMs = pool.arrivalMs[slot]!
    outcome.isl = pool.isl[slot]!
    outcome.osl = pool.osl[slot]!
    outcome.queueWaitMs = pool.passStartMs[slot]! - outcome.arrivalMs
    outcome.prefillMs = passEndMs - pool.passStartMs[slot]!
    outcome.transferMs = pool.transferMs[slot]!
    outcome.decodeWaitMs = pool.joinMs[slot]! - passEndMs - outcome.transferMs
    outcome.firstTokenMs = pool.firstTokenMs[slot]!
    outcome.finishMs = finishMs
    outcome.preemptions = pool.preemptions[slot]!
    outcome.kills = pool.kills[slot]!
    this.sink.add(outcome)
  }
}
