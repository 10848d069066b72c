import type { HoldCode, LiveInterval } from '../domain/live-interval.js'
import type { Log } from './log.js'

/** Says what each interval brought, and of a hold only when it begins, changes and ends. */
export class IntervalLog {
  private holding: HoldCode | null = null
  private held = 0

  constructor(private readonly log: Log) {}

  tell(interval: LiveInterval): void {
    const { index, missed, hold, outcome } = interval
    if (missed > 0) {
      this.log.warn({ index, missed }, 'intervals missed: the one before took too long')
    }
    if (hold === null) this.resume(index)
    else this.hold(interval)
    const fields = fieldsOf(interval)
    if (outcome.kind === 'failed')
      this.log.error({ ...fields, why: outcome.reason }, 'order failed')
    else if (outcome.kind === 'skipped') {
      this.log.warn({ ...fields, why: outcome.reason }, 'order not taken')
    } else if (outcome.kind !== 'held') this.log.info(fields, `decision ${outcome.kind}`)
  }

  private hold({ index, hold, decision }: LiveInterval): void {
    const fields = { index, reason: hold!.code, why: hold!.text, replicas: decision.replicas }
    const isNew = hold!.code !== this.holding
    this.log[isNew ? 'warn' : 'debug'](fields, 'replicas held')
    this.holding = hold!.code
    this.held += 1
  }

  private resume(index: number): void {
    if (this.holding === null) return
    this.log.info({ index, reason: this.holding, intervals: this.held }, 'hold ended')
    this.holding = null
    this.held = 0
  }
}

function fieldsOf({ index, observation, decision, pools, outcome }: LiveInterval) {
  const skipped = 'pools' in outcome && outcome.pools !== undefined ? { byPool: outcome.pools } : {}
  return {
    index,
    observed: observation?.traffic ?? null,
    ttftMs: observation?.ttftMs ?? null,
    itlMs: observation?.itlMs ?? null,
    forecast: decision.forecast,
    pools,
    replicas: decision.replicas,
    reasons: decision.reasons.map(({ text }) => text),
    ...skipped,
  }
}
