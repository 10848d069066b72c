import { ALONE, type Leadership } from '../../connectors/leadership.js'
import type { Clock } from '../../live/clock.js'
import { cleanText, cleanTexts } from '../../report/watch/columns.js'
import type { JournalInterval, JournalLine, JournalStart } from '../../run/journal.js'
import {
  type LiveRole,
  type LiveStatus,
  STATUS_VERSION,
  type StatusInterval,
  type StatusTargets,
  statusInterval,
  statusIntervals,
} from '../../run/live-status.js'
import type { LiveOptions } from '../settings/resolve-live.js'

/** Enough for the history of a wide terminal. */
const MOST_INTERVALS = 240

interface BoardParts {
  readonly options: LiveOptions
  readonly plannerVersion: string
  readonly clock: Clock
}

/**
 * What a dashboard shows of this process, at any time, and who is told when it changes. Its texts are clean:
 * some are what servers have answered.
 */
export class StatusBoard {
  private start: JournalStart | null = null
  private intervals: readonly StatusInterval[] = []
  private leadership: Leadership = ALONE
  private onChange: () => void = () => undefined

  constructor(private readonly parts: BoardParts) {}

  /** What the journal has from before this start. */
  remember(lines: readonly JournalLine[]): void {
    this.intervals = cleanTexts(statusIntervals(lines, MOST_INTERVALS))
  }

  /** The loop begins, or goes on with other settings. */
  begin(start: JournalStart): void {
    this.start = start
    this.onChange()
  }

  add(line: JournalInterval): void {
    this.intervals = [...this.intervals, cleanTexts(statusInterval(line))].slice(-MOST_INTERVALS)
    this.onChange()
  }

  watchLeadership(leadership: Leadership): void {
    this.leadership = leadership
  }

  whenChanged(onChange: () => void): void {
    this.onChange = onChange
  }

  current(): LiveStatus {
    const { options, plannerVersion, clock } = this.parts
    const { journal } = options.loop
    const modelName = this.start?.deployment.modelName ?? options.given.modelName
    return {
      ...{ kind: 'planner-status', statusVersion: STATUS_VERSION, plannerVersion },
      nowEpochMs: clock.epochMs(),
      beganEpochMs: this.start?.originEpochMs ?? null,
      role: this.role(),
      environment: options.environment,
      namespace: cleanText(options.namespace),
      modelName: modelName === null ? null : cleanText(modelName),
      journal: journal === null ? null : cleanText(journal.path),
      targets: this.targets(),
      intervals: this.intervals,
    }
  }

  private role(): LiveRole {
    if (!(this.start?.deployment.acts ?? this.parts.options.loop.acts)) return 'advisory'
    if (this.leadership === ALONE) return 'alone'
    return this.leadership.isLeader() ? 'leader' : 'standby'
  }

  /** GPUs are the deployment's to say: before it was read, what settings say is no more than a default. */
  private targets(): StatusTargets {
    const settings = this.start?.settings ?? this.parts.options.settings
    const { mode, adjustmentIntervalSeconds, ttftMs, itlMs, maxGpuBudget } = settings
    const gpusPerReplica =
      this.start === null
        ? null
        : { prefill: settings.prefillEngineNumGpu, decode: settings.decodeEngineNumGpu }
    return {
      ...{ mode, ttftMs, itlMs, maxGpuBudget, gpusPerReplica },
      intervalSeconds: adjustmentIntervalSeconds,
    }
  }
}
