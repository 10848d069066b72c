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
  const own = new AbortController()
  const timer = new AbortController()
  const onAbort = () => own.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const stopped = new Promise<never>((_, reject) => {
    own.signal.addEventListener('abort', () => reject(own.signal.reason), { once: true })
  })
  // Without a listener an abort after the work has come back would count as an unhandled rejection.
  stopped.catch(() => undefined)
  void clock.sleepUntil(clock.steadyMs() + milliseconds, timer.signal).then(() => {
    if (!timer.signal.aborted)
      own.abort(new DeadlineError(`no answer within ${secondsText(milliseconds)} s`))
  })
  try {
    return await Promise.race([work(own.signal), stopped])
  } finally {
    // With a reason of our own: the default one is an exception with a stack, made for nobody.
    timer.abort('the work has ended')
    signal.removeEventListener('abort', onAbort)
  }
}

/** Three digits: 499.9996 ms are 0.5 s to a reader. */
function secondsText(milliseconds: number): string {
  return String(Number((milliseconds / 1000).toPrecision(3)))
}
