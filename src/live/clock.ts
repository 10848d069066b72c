import { setTimeout as delay } from 'node:timers/promises'

/** Time as the loop sees it; a test passes its own. */
export interface Clock {
  /** Steady, milliseconds from anywhere: what intervals are measured by. */
  steadyMs(): number
  /** Clock time, ms since 1970 UTC: for people, and for Prometheus. */
  epochMs(): number
  /** Returns at a steady time, at once when it has passed, and early when the signal aborts. Never fails. */
  sleepUntil(steadyMs: number, signal: AbortSignal): Promise<void>
}

/** Longest sleep in one piece: timers end at 2^31 ms, and a suspended machine is noticed in time. */
const LONGEST_SLEEP_MS = 3_600_000

export const systemClock: Clock = {
  steadyMs: () => performance.now(),
  epochMs: () => Date.now(),
  async sleepUntil(steadyMs, signal) {
    while (!signal.aborted) {
      const left = steadyMs - performance.now()
      if (left <= 0) return
      // An abort ends the sleep; the loop above sees it.
      await delay(Math.min(left, LONGEST_SLEEP_MS), undefined, { signal }).catch(() => undefined)
    }
  },
}
