/** Ends after a time, or when the signal aborts; whether it then rejects does not matter. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>

export interface TimeLimit {
  readonly milliseconds: number
  readonly sleep: Sleep
  /** Aborted: the work's signal aborts with its reason. */
  readonly signal?: AbortSignal | undefined
  /** What the work's signal aborts with when the time is over; absent: a TimeoutError. */
  readonly overtime?: () => Error
}

const noAnswer = () => new DOMException('no answer in time', 'TimeoutError')

/**
 * Runs work whose signal aborts when the time is over. Nothing stays behind on the outer signal once the work has
 * ended: `AbortSignal.any` would leave an entry there for good (Node.js 20), and a signal that lives for weeks would
 * collect one for every call.
 */
export async function withinTime<T>(
  { milliseconds, sleep, signal, overtime = noAnswer }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const timer = new AbortController()
  const onAbort = () => own.abort(signal?.reason)
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  const onTime = () => {
    if (!timer.signal.aborted) own.abort(overtime())
  }
  sleep(milliseconds, timer.signal).then(onTime, () => undefined)
  try {
    return await work(own.signal)
  } finally {
    // With a reason of our own: the default one is an exception with a stack, made for nobody.
    timer.abort('the work has ended')
    signal?.removeEventListener('abort', onAbort)
  }
}
