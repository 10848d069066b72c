import type { Leadership } from './leadership.js'
import { withinTime } from './time-limit.js'

/** One lease that several planners want, in whatever keeps it. */
export interface ElectionLease {
  /** Takes the lease, or renews it; null when another holds it. */
  hold(signal: AbortSignal): Promise<Held | null>
  /** Lets the next one take it at once. */
  release(signal: AbortSignal): Promise<void>
}

export interface Held {
  /** Number of the term, growing from holder to holder. */
  readonly term: number
}

export interface ElectionClock {
  /** Never goes back and does not jump, seconds from anywhere. */
  readonly steadySeconds: () => number
  /** Time of day, seconds; only its jumps matter. */
  readonly wallSeconds: () => number
}

export interface ElectionOptions {
  readonly lease: ElectionLease
  readonly leaseSeconds: number
  /** Time between two renewals, and the longest wait for one. */
  readonly renewSeconds: number
  /** So long before its end a lease is no longer acted on. */
  readonly marginSeconds: number
  readonly clock: ElectionClock
  /** Rejects when the signal aborts. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>
  /** Told why a lease could not be taken or renewed; what is held stands until its time is over. */
  readonly onError: (error: unknown) => void
}

/**
 * Takes part in an election. The lease counts from before it was asked for, on this process's own clocks: others
 * count it from when they saw it, which is later, so this one stops first, however far their clocks are apart.
 * A machine that slept notices by its time of day, which goes on where the steady clock may not.
 */
export function createElection(options: ElectionOptions): Leadership {
  const { lease, leaseSeconds, renewSeconds, marginSeconds, clock, sleep, onError } = options
  const limit = {
    milliseconds: renewSeconds * 1000,
    sleep: (milliseconds: number, own: AbortSignal) => sleep(milliseconds / 1000, own),
  }
  let held: (Held & { readonly steady: number; readonly wall: number }) | null = null

  function secondsLeft(): number {
    if (held === null) return 0
    const { steady, wall } = held
    const elapsed = Math.max(clock.steadySeconds() - steady, clock.wallSeconds() - wall)
    return Math.max(0, leaseSeconds - marginSeconds - elapsed)
  }

  const isLeader = () => secondsLeft() > 0

  async function attempt(signal: AbortSignal): Promise<void> {
    const asked = { steady: clock.steadySeconds(), wall: clock.wallSeconds() }
    try {
      const found = await withinTime({ ...limit, signal }, (own) => lease.hold(own))
      held = found && { ...found, ...asked }
    } catch (error) {
      if (!signal.aborted) onError(error)
    }
  }

  return {
    isLeader,
    secondsLeft,
    term: () => (isLeader() ? held!.term : null),
    async run(signal) {
      while (!signal.aborted) {
        await attempt(signal)
        await sleep(renewSeconds, signal).catch(() => undefined)
      }
      const wasLeader = isLeader()
      held = null
      if (wasLeader) {
        await withinTime(limit, (own) => lease.release(own)).catch(onError)
      }
    },
  }
}
