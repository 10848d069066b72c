import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Leadership } from '../connectors/leadership.js'
import { APPLY_RESULT_KINDS } from '../domain/apply-result.js'
import { HOLD_CODES, type LiveInterval } from '../domain/live-interval.js'
import type { PerRole } from '../domain/role.js'
import { correctionsOf, referenceGauges } from './reference-gauges.js'

export interface MetricsSettings {
  readonly intervalSeconds: number
  readonly gpusPerReplica: PerRole<number>
  readonly ttftMs: number
  readonly itlMs: number
}

const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What /metrics shows; docs/live.md lists it. Counters of known labels begin at 0, so that rates are right. */
export class LiveMetrics {
  readonly registry = new Registry()
  private readonly reference = referenceGauges(this.registry)
  private readonly intervals = this.counter('intervals_total', 'Intervals that were served.')
  private readonly missed = this.counter(
    'missed_intervals_total',
    'Intervals that passed unserved.',
  )
  private readonly decisions = this.counter(
    'decisions_total',
    'Decisions by what became of them.',
    ['outcome'],
  )
  private readonly holds = this.counter(
    'holds_total',
    'Intervals in which the replicas were held, by reason.',
    ['reason'],
  )
  private readonly consecutiveHolds = this.gauge(
    'consecutive_holds',
    'Intervals held in a row, up to now.',
  )
  private readonly manualEdits = this.counter(
    'manual_edits_total',
    'Times that somebody else had set the replicas.',
  )
  private readonly electionErrors = this.counter(
    'election_errors_total',
    'Times that the lease could not be taken or renewed.',
  )
  private readonly journalErrors = this.counter(
    'journal_errors_total',
    'Lines that could not be written into the journal.',
  )
  private readonly logErrors = this.counter(
    'log_errors_total',
    'Times that the log could not be written.',
  )
  private readonly reloads = this.counter('reloads_total', 'Settings read anew, by result.', [
    'result',
  ])
  private readonly queryErrors = this.counter(
    'query_errors_total',
    'Attempts at a Prometheus query that failed.',
  )
  private readonly callErrors = this.counter(
    'environment_errors_total',
    'Calls of the environment that failed.',
    ['call'],
  )
  private readonly querySeconds = this.histogram(
    'query_duration_seconds',
    'Duration of attempts at a Prometheus query.',
  )
  private readonly callSeconds = this.histogram(
    'environment_call_duration_seconds',
    'Duration of calls of the environment.',
    ['call'],
  )
  private readonly lastSuccess = this.gauge(
    'last_success_timestamp_seconds',
    'When an interval was last observed whole.',
  )
  private readonly adjustmentInterval = this.gauge(
    'adjustment_interval_seconds',
    'Time between two decisions.',
  )
  private readonly ttftTarget = this.gauge('ttft_target_seconds', 'Target of TTFT.')
  private readonly itlTarget = this.gauge('itl_target_seconds', 'Target of ITL.')

  private readonly acts = this.gauge(
    'acts',
    'Whether decisions are carried out: 0 with --advisory, --no-operation and --environment none.',
  )

  private leadership: Pick<Leadership, 'isLeader' | 'term'> = {
    isLeader: () => false,
    term: () => null,
  }

  constructor(version: string) {
    this.gauge('build_info', 'Always 1.', ['version']).set({ version }, 1)
    this.gauge('leader', 'Whether this process leads: always without an election.', [], (gauge) =>
      gauge.set(this.leadership.isLeader() ? 1 : 0),
    )
    this.gauge('leader_term', 'Number of the term held; 0 without an election.', [], (gauge) => {
      const term = this.leadership.term()
      if (term === null) gauge.remove()
      else gauge.set(term)
    })
    const unknown = [this.lastSuccess, this.adjustmentInterval, this.ttftTarget, this.itlTarget]
    for (const gauge of unknown) gauge.remove()
    for (const outcome of APPLY_RESULT_KINDS) this.decisions.inc({ outcome }, 0)
    for (const reason of HOLD_CODES) this.holds.inc({ reason }, 0)
    for (const result of ['taken', 'refused']) this.reloads.inc({ result }, 0)
    for (const call of ['readPools', 'apply']) this.callErrors.inc({ call }, 0)
  }

  /** Until then this process is none. */
  watchLeadership(leadership: Pick<Leadership, 'isLeader' | 'term'>): void {
    this.leadership = leadership
  }

  tellActs(acts: boolean): void {
    this.acts.set(acts ? 1 : 0)
  }

  tell(interval: LiveInterval, settings: MetricsSettings): void {
    const { missed, hold, outcome, observation } = interval
    this.intervals.inc()
    this.missed.inc(missed)
    this.decisions.inc({ outcome: outcome.kind })
    if (hold === null) this.consecutiveHolds.set(0)
    else {
      this.holds.inc({ reason: hold.code })
      this.consecutiveHolds.inc()
    }
    if (observation !== null) this.lastSuccess.set(interval.atEpochMs / 1000)
    this.adjustmentInterval.set(settings.intervalSeconds)
    this.ttftTarget.set(settings.ttftMs / 1000)
    this.itlTarget.set(settings.itlMs / 1000)
    this.reference.tell(interval, { ...settings, corrections: correctionsOf(interval) })
  }

  tellQuery({ seconds, ok }: { readonly seconds: number; readonly ok: boolean }): void {
    this.querySeconds.observe(seconds)
    if (!ok) this.queryErrors.inc()
  }

  tellCall(
    call: 'readPools' | 'apply',
    { seconds, ok }: { readonly seconds: number; readonly ok: boolean },
  ): void {
    this.callSeconds.observe({ call }, seconds)
    if (!ok) this.callErrors.inc({ call })
  }

  tellElectionError(): void {
    this.electionErrors.inc()
  }

  tellManualEdit(): void {
    this.manualEdits.inc()
  }

  tellJournalError(): void {
    this.journalErrors.inc()
  }

  tellLogError(): void {
    this.logErrors.inc()
  }

  tellReload(result: 'taken' | 'refused'): void {
    this.reloads.inc({ result })
  }

  private counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name: `planner_${name}`, help, labelNames, registers: [this.registry] })
  }

  private histogram(name: string, help: string, labelNames: string[] = []): Histogram {
    const buckets = SECONDS_BUCKETS
    return new Histogram({
      name: `planner_${name}`,
      help,
      labelNames,
      buckets,
      registers: [this.registry],
    })
  }

  private gauge(
    name: string,
    help: string,
    labelNames: string[] = [],
    collect?: (gauge: Gauge) => void,
  ): Gauge {
    return new Gauge({
      name: `planner_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      ...(collect === undefined
        ? {}
        : {
            collect() {
              collect(this)
            },
          }),
    })
  }
}
