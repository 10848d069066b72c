import type { ApplyResult } from './apply-result.js'
import type { Decision } from './decision.js'
import type { Observation } from './observation.js'
import type { PerRole } from './role.js'
import type { Sightings } from './sighting.js'

/** Why the replicas were left as they are for an interval; one new code is one new line here. */
export const HOLD_CODES = [
  /** A query failed: not answered in time, refused, or not understood. */
  'query-failed',
  /** The answer says of itself that it is not whole. */
  'partial',
  /** No series of the model, or requests without a mean of what they were like. */
  'undefined',
  /** The last sample is too old. */
  'stale',
  /** A scrape target that counted requests within the interval is gone. */
  'vanished',
  /** The environment could not say what runs. */
  'environment',
  /** Somebody else set the replicas, and --manual-hold respects that for a while. */
  'manual-edit',
] as const

export type HoldCode = (typeof HOLD_CODES)[number]

export interface Hold {
  readonly code: HoldCode
  /** One clause with its names and numbers. */
  readonly text: string
}

/** What the live loop did at the end of one interval. */
export interface LiveInterval {
  /** Count of intervals since the loop began; missed ones are counted, too. */
  readonly index: number
  /** Start of the observed interval, seconds since the first of the run: a multiple of its length. */
  readonly startSeconds: number
  /** Clock time of the observation, ms since 1970 UTC. */
  readonly atEpochMs: number
  /** Ticks before this one that came too late to be served. */
  readonly missed: number
  readonly seen: Sightings
  /** Replicas that the environment was told to run, and those that serve; null where it does not say. */
  readonly pools: PerRole<PoolSighting> | null
  /** What the planner was told; null when it was told nothing. */
  readonly observation: Observation | null
  readonly hold: Hold | null
  /** For the next interval. In a hold its replicas are those that stand. */
  readonly decision: Decision
  readonly outcome: ApplyResult
  /** Term of leadership in which it was handed over; 0 without an election, null while another leads. */
  readonly term: number | null
}

export interface PoolSighting {
  readonly desired: number
  readonly running: number | null
}
