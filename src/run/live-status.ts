import type { ApplyResult } from '../domain/apply-result.js'
import type { Hold, PoolSighting } from '../domain/live-interval.js'
import { type Mode, type PerRole, ROLES } from '../domain/role.js'
import type { Traffic } from '../domain/traffic.js'
import type { JournalInterval, JournalLine } from './journal.js'

/** What a live planner says of itself, in its own process and at /status: a contract between versions. */
export interface LiveStatus {
  readonly kind: 'planner-status'
  readonly statusVersion: typeof STATUS_VERSION
  readonly plannerVersion: string
  /** The planner's clock when it was asked, ms since 1970 UTC. */
  readonly nowEpochMs: number
  readonly role: LiveRole
  readonly environment: string
  readonly namespace: string
  /** Null until the deployment has been read. */
  readonly modelName: string | null
  /** The journal's path, or null. */
  readonly journal: string | null
  readonly targets: StatusTargets
  /** When the loop began: a tick is due each interval from then on. Null while it starts. */
  readonly beganEpochMs: number | null
  /** Oldest first, the last of them only. */
  readonly intervals: readonly StatusInterval[]
}

export const STATUS_VERSION = 1

/** `advisory`: decides and never acts. `alone`: acts without an election. */
export type LiveRole = 'advisory' | 'alone' | 'leader' | 'standby'

/** What is held to, and what a replica costs. */
export interface StatusTargets {
  readonly mode: Mode
  readonly intervalSeconds: number
  readonly ttftMs: number
  readonly itlMs: number
  /** −1 is no limit. */
  readonly maxGpuBudget: number
  /** Null until the deployment has said it. */
  readonly gpusPerReplica: PerRole<number> | null
}

export interface StatusInterval {
  readonly atEpochMs: number
  readonly missed: number
  /** Null when the interval was not observed; a latency is null when it was not measured. */
  readonly observed: (Traffic & StatusLatencies) | null
  readonly pools: PerRole<PoolSighting> | null
  readonly hold: Hold | null
  readonly forecast: Traffic
  readonly replicas: PerRole<number>
  readonly corrections: PerRole<number | null>
  readonly reasons: readonly string[]
  readonly outcome: { readonly kind: ApplyResult['kind']; readonly reason: string | null }
}

export interface StatusLatencies {
  readonly ttftMs: number | null
  readonly itlMs: number | null
}

/** The last intervals of a journal, also of runs before this one. */
export function statusIntervals(lines: readonly JournalLine[], most: number): StatusInterval[] {
  const intervals = lines.filter((line) => line.kind === 'interval')
  return intervals.slice(-most).map(statusInterval)
}

export function statusInterval(line: JournalInterval): StatusInterval {
  const { atEpochMs, missed, observation, pools, hold, decision } = line
  const { forecast, replicas, sizing, reasons } = decision
  return {
    ...{ atEpochMs, missed, pools, hold, forecast, replicas },
    observed:
      observation === null
        ? null
        : {
            ...observation.traffic,
            ttftMs: observation.ttftMs ?? null,
            itlMs: observation.itlMs ?? null,
          },
    corrections: {
      prefill: sizing.prefill?.correctionFactor ?? null,
      decode: sizing.decode?.correctionFactor ?? null,
    },
    reasons: reasons.map(({ role, text }) => (role === undefined ? text : `${role}: ${text}`)),
    outcome: { kind: line.outcome.kind, reason: outcomeReason(line.outcome) },
  }
}

function outcomeReason(outcome: ApplyResult): string | null {
  if (outcome.kind === 'failed') return outcome.reason
  if (!('pools' in outcome) || outcome.pools === undefined) {
    return 'reason' in outcome ? (outcome.reason ?? null) : null
  }
  const { pools, reason } = outcome
  const skipped = ROLES.flatMap((role) => {
    const pool = pools[role]
    return pool.kind === 'skipped' ? [`${role}: ${pool.reason}`] : []
  })
  return skipped.length > 0 ? skipped.join('; ') : (reason ?? null)
}
