import { type Sleep, withinTime } from '../connectors/time-limit.js'
import type { Clock } from './clock.js'

/** Work that had not come back in time; its signal was aborted, and its answer is not waited for. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

export interface Deadline {
  readonly clock: Clock
  readonly milliseconds: number
  /** Aborted: the work's signal aborts, too, and its own answer or error is waited for no longer. */
  readonly signal: AbortSignal
}

/**
 * Runs work that may hang: its signal aborts at the deadline, and so does the wait, whether or not the work
 * heeds it. @throws DeadlineError, or the reason of the outer signal.
 */
export async function withDeadline<T>(
  { clock, milliseconds, signal }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const sleep: Sleep = (ms, own) => clock.sleepUntil(clock.steadyMs() + ms, own)
  const overtime = () => new DeadlineError(`no answer within ${secondsText(milliseconds)} s`)
  return withinTime({ milliseconds, sleep, signal, overtime }, (own) => {
    const stopped = abortOf(own)
    return Promise.race([work(own), stopped])
  })
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Three digits: 499.9996 ms are 0.5 s to a reader. */
function secondsText(milliseconds: number): string {
  return String(Number((milliseconds / 1000).toPrecision(3)))
}
