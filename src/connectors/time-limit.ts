/**
 * Runs work whose signal aborts with the outer one, or with a TimeoutError when the time is over. Nothing is
 * left on the outer signal, which may live for months: Node 20 keeps every signal that AbortSignal.any ever
 * made of one.
 */
export async function within<T>(
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal | undefined },
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const onAbort = () => limit.abort(signal?.reason)
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(
    () => limit.abort(new DOMException('The operation timed out', 'TimeoutError')),
    seconds * 1000,
  )
  // It alone holds up no end of the process.
  timer.unref()
  try {
    return await work(limit.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
