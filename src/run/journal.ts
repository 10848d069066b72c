import type { LiveInterval } from '../domain/live-interval.js'
import type { Observation } from '../domain/observation.js'
import type { PerRole } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { Traffic } from '../domain/traffic.js'
import type { IntervalRecord, ProfileSummary } from './result.js'

export const JOURNAL_VERSION = 1

/** A journal is lines of JSON; what a start line holds is all it takes to replay those that follow it. */
export type JournalLine = JournalStart | JournalInterval

export interface JournalStart {
  readonly kind: 'start'
  readonly journalVersion: typeof JOURNAL_VERSION
  readonly plannerVersion: string
  /** The program began, its settings changed, or a new file was begun because the last was full or broken. */
  readonly cause: 'start' | 'reload' | 'rotation'
  /** ms since 1970 UTC. */
  readonly atEpochMs: number
  /** Clock time of `startSeconds` 0, ms since 1970 UTC. */
  readonly originEpochMs: number
  readonly settings: DryRunSettings
  readonly deployment: LiveDeployment
  readonly profile: ProfileSummary
  /** Of the profile's measurements, as they went into the decisions. */
  readonly profileSha256: string
  /** What the forecasters learned from before the first interval of the run. */
  readonly warmup: readonly Traffic[]
  /** What the planner was told earlier in the same run. */
  readonly history: readonly Observation[]
}

/** What was planned for; nothing secret. */
export interface LiveDeployment {
  readonly environment: string
  readonly namespace: string
  readonly modelName: string
  /** False: decisions were published and not carried out. */
  readonly acts: boolean
  /** Replicas that stood when the run began. */
  readonly start: PerRole<number>
}

export interface JournalInterval extends LiveInterval {
  readonly kind: 'interval'
  /** The interval that was observed, as a dry run writes it; null when it was not observed. */
  readonly record: IntervalRecord | null
}
