import type { LiveStatus, StatusInterval } from '../../run/live-status.js'
import { formatDuration } from '../units.js'

/** What a screen or a line is drawn from. Every text in it is clean. */
export interface WatchView {
  /** Null before the first answer. */
  readonly status: LiveStatus | null
  /** On the planner's clock, ms since 1970 UTC. */
  readonly nowEpochMs: number
  /** What is shown is of another process. Null: of this one. */
  readonly connection: Connection | null
  /** The last lines of the log, oldest first, where they have no other place. */
  readonly log: readonly string[]
  /** Which decision is looked at: 0 is the newest. */
  readonly selected: number
  /** Told to end, and finishing what is under way. */
  readonly isStopping: boolean
}

export interface Connection {
  readonly address: string
  /** Null while it holds. */
  readonly lost: LostConnection | null
}

/** In this process's clock, as far as it is one: ages are passed, not moments. */
export interface LostConnection {
  readonly why: string
  readonly forSeconds: number
  readonly retryInSeconds: number
}

export function lastOf({ intervals }: LiveStatus): StatusInterval | undefined {
  return intervals.at(-1)
}

/** Whole seconds: a screen that changes once a second. */
export function formatAge(ms: number): string {
  return formatDuration(Math.max(0, Math.round(ms / 1000)))
}

/** Clock time of the day, UTC, always with seconds. */
export function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(11, 19)
}
