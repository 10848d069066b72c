/**
 * Which of several planners may act. At most one of them holds a term at any moment, and each stops acting
 * a margin before its lease ends for the others, measured on its own steady clock.
 */
export interface Leadership {
  /** Whether this process may act now; to be asked again right before each write. */
  isLeader(): boolean
  /** How long it may still act, unless the lease is renewed; 0 while not the leader. */
  secondsLeft(): number
  /** Number of the term held, growing from leader to leader; null while not the leader. */
  term(): number | null
  /** Takes part in the election until the signal aborts, then gives the lease up. Never fails: it tries again. */
  run(signal: AbortSignal): Promise<void>
}

/** The leadership of a planner that runs alone. */
export const ALONE: Leadership = {
  isLeader: () => true,
  secondsLeft: () => Number.POSITIVE_INFINITY,
  term: () => 0,
  run: async () => undefined,
}
