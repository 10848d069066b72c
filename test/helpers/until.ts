import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again every 50 ms until the answer is true; an error counts as not yet. */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  timeoutSeconds = 60,
): Promise<void> {
  let last: unknown
  for (const end = performance.now() + timeoutSeconds * 1000; performance.now() < end; ) {
    try {
      if (await isSo()) return
    } catch (error) {
      last = error
    }
    await sleep(50)
  }
  throw new Error(`not within ${timeoutSeconds} s: ${what}`, { cause: last })
}
