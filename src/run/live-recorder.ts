import type { ApplyResult } from '../domain/apply-result.js'
import type { Decision, Reason } from '../domain/decision.js'
import type { LiveInterval } from '../domain/live-interval.js'
import { type PerRole, ROLES } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { Performance } from '../planner/sizing/policy.js'
import { intervalRecord } from './interval-record.js'
import { givenDecision } from './replay.js'
import type { IntervalRecord } from './result.js'

interface Planned {
  readonly decision: Decision
  /** What became of it. */
  readonly reasons: readonly Reason[]
}

/**
 * Makes the records of a live run: the decision of one interval's end beside what the next one brought, as
 * a dry run writes them. An interval that was not observed has none.
 */
export class LiveRecorder {
  private planned: Planned | null = null
  private records = 0

  constructor(
    private using: { readonly settings: DryRunSettings; readonly performance: Performance },
    private readonly start: PerRole<number>,
  ) {}

  /** Settings that changed: they hold from the next record on. */
  use(using: LiveRecorder['using']): void {
    this.using = using
  }

  record(interval: LiveInterval): IntervalRecord | null {
    const { observation, startSeconds, decision, outcome } = interval
    const record = observation === null ? null : this.recordOf(observation.traffic, startSeconds)
    this.planned = { decision, reasons: outcomeReasons(outcome) }
    return record
  }

  private recordOf(
    traffic: { readonly requests: number; readonly isl: number; readonly osl: number },
    startSeconds: number,
  ): IntervalRecord {
    const { settings, performance } = this.using
    const sample = { ...traffic, index: this.records++, startSeconds }
    const text = 'the start replicas; nothing was observed yet'
    const { decision, reasons } = this.planned ?? {
      decision: givenDecision(sample, this.start, { code: 'start', text }),
      reasons: [],
    }
    const target = decision.replicas
    return intervalRecord({ sample, decision, reasons, target, performance, settings })
  }
}

/** Why a decision is not what ran, where it is not. */
function outcomeReasons(outcome: ApplyResult): Reason[] {
  switch (outcome.kind) {
    case 'skipped':
      return [{ code: 'skipped', text: outcome.reason ?? 'not taken' }]
    case 'standby':
      return [{ code: 'skipped', text: 'another planner holds the lease' }]
    case 'failed':
      return [{ code: 'failed', text: outcome.reason }]
    case 'applied':
      return ROLES.flatMap((role) => {
        const pool = outcome.pools?.[role]
        if (pool?.kind !== 'skipped') return []
        return [{ code: 'skipped' as const, role, text: pool.reason ?? 'not taken' }]
      })
    default:
      return []
  }
}
