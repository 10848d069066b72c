import { giveOutcomes } from './host'
import { Request } from './request'

/** Requests that ended, given to the host at a time. */
export const OUTCOMES: i32 = 256

// How a request ended, as the codes of ../outcome-columns.ts.
export const COMPLETED: i32 = 1
export const REJECTED: i32 = 2
export const KILLED: i32 = 3

/** Numbers of each outcome, in the order in which they are written below. */
export const OUTCOME_NUMBERS: i32 = 13
const ROW_BYTES: i32 = 8 * OUTCOME_NUMBERS

/** OUTCOMES rows. */
export const outcomeRows: usize = heap.alloc(OUTCOMES * ROW_BYTES)

let count: i32 = 0

export function sendOutcome(request: Request, status: i32, finishMs: f64): void {
  const row = outcomeRows + count * ROW_BYTES
  store<f64>(row, <f64>request.index)
  store<f64>(row, <f64>status, 8)
  store<f64>(row, request.arrivalMs, 16)
  store<f64>(row, request.isl, 24)
  store<f64>(row, request.osl, 32)
  store<f64>(row, request.passStartMs, 40)
  store<f64>(row, request.passEndMs, 48)
  store<f64>(row, request.transferMs, 56)
  store<f64>(row, request.joinMs, 64)
  store<f64>(row, request.firstTokenMs, 72)
  store<f64>(row, finishMs, 80)
  store<f64>(row, <f64>request.preemptions, 88)
  store<f64>(row, <f64>request.kills, 96)
  count++
  if (count === OUTCOMES) flushOutcomes()
}

/** Gives the host what is in the buffer. */
export function flushOutcomes(): void {
  if (count > 0) giveOutcomes(count)
  count = 0
}
