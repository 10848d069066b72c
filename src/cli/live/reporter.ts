import type { LiveInterval } from '../../domain/live-interval.js'
import { JournalWriter } from '../../files/journal-write.js'
import { causeOf } from '../../live/error-cause.js'
import { IntervalLog } from '../../live/interval-log.js'
import type { JournalStart } from '../../run/journal.js'
import type { LiveSession } from '../../run/live-session.js'
import type { LoopSettings } from '../settings/resolve-live.js'
import type { LiveOutlets } from './live-run.js'

interface ReporterParts {
  readonly session: LiveSession
  readonly journal: LoopSettings['journal']
  readonly outlets: LiveOutlets
}

/** Takes each interval to the journal, the log, the metrics and the health checks. */
export class Reporter {
  private readonly log: IntervalLog
  private readonly journal: JournalWriter | null

  constructor(private readonly parts: ReporterParts) {
    const { outlets, journal, session } = parts
    this.log = new IntervalLog(outlets.log)
    const startLine = () => session.startLine('rotation')
    this.journal = journal === null ? null : new JournalWriter({ ...journal, startLine })
  }

  /** @throws UserError when the journal cannot be written: at the start that is a mistake to mend. */
  async begin(cause: JournalStart['cause']): Promise<void> {
    const line = this.parts.session.startLine(cause)
    const { page, status } = this.parts.outlets
    await this.journal?.start(line)
    page.begin([line])
    status.begin(line)
  }

  /** A journal that cannot be written any more does not stop the loop; it is said, and counted. */
  async tell(interval: LiveInterval): Promise<void> {
    const { session, outlets } = this.parts
    const { metrics, health, log } = outlets
    const { settings } = session
    const line = session.line(interval)
    await this.journal?.append(line).catch((error: unknown) => {
      metrics.tellJournalError()
      log.error({ index: interval.index, why: causeOf(error) }, 'interval not in the journal')
    })
    session.remember(interval)
    outlets.status.add(line)
    // The page's event tells others to read the status.
    outlets.page.add(line)
    this.log.tell(interval)
    health.tell(interval)
    metrics.tell(interval, {
      intervalSeconds: settings.adjustmentIntervalSeconds,
      gpusPerReplica: {
        prefill: settings.prefillEngineNumGpu,
        decode: settings.decodeEngineNumGpu,
      },
      ttftMs: settings.ttftMs,
      itlMs: settings.itlMs,
    })
  }

  async close(): Promise<void> {
    await this.journal?.close()
  }
}
