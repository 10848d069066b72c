import { causeOf } from '../../live/error-cause.js'
import type { StartedDeployment } from '../../live/start-up.js'
import type { LiveSession } from '../../run/live-session.js'
import type { LiveOptions } from '../settings/resolve-live.js'
import type { LiveOutlets, LiveRun } from './live-run.js'
import { type Reloaded, readReload } from './reload.js'
import type { Reporter } from './reporter.js'

interface ReloadParts {
  readonly run: LiveRun
  readonly deployment: StartedDeployment
  readonly session: LiveSession
  readonly reporter: Reporter
  readonly outlets: LiveOutlets
}

/** Settings read anew while the loop runs: checked when asked for, in effect from the next interval on. */
export class Reloads {
  private sources: LiveRun['sources']
  private options: LiveOptions
  private waiting: Reloaded | null = null
  private reading: Promise<void> = Promise.resolve()

  constructor(private readonly parts: ReloadParts) {
    this.sources = parts.run.sources
    this.options = parts.run.options
  }

  /** One after the other; one that is refused changes nothing. */
  ask(): void {
    this.reading = this.reading.then(() => this.read())
  }

  /** To be called between two intervals: what holds from now on. */
  async take(): Promise<LiveOptions['loop']> {
    await this.reading
    const { waiting } = this
    this.waiting = null
    if (waiting !== null) await this.apply(waiting)
    return this.options.loop
  }

  private async read(): Promise<void> {
    const { run, deployment, outlets } = this.parts
    try {
      const running = { sources: this.sources, options: this.options, deployment }
      this.waiting = await readReload(await run.readSources(), running)
      for (const warning of this.waiting.options.warnings) outlets.log.warn(warning)
      outlets.log.info('settings read anew; they hold from the next interval on')
    } catch (error) {
      this.refuse(error)
    }
  }

  private async apply({ sources, options, plan }: Reloaded): Promise<void> {
    const { session, reporter, outlets } = this.parts
    try {
      await session.reload(plan)
    } catch (error) {
      return this.refuse(error)
    }
    this.sources = sources
    this.options = options
    outlets.metrics.tellReload('taken')
    outlets.metrics.tellActs(session.acts)
    await reporter.begin('reload').catch((error: unknown) => {
      outlets.metrics.tellJournalError()
      outlets.log.error({ why: causeOf(error) }, 'the change of settings is not in the journal')
    })
  }

  private refuse(error: unknown): void {
    const { metrics, log } = this.parts.outlets
    metrics.tellReload('refused')
    log.error({ why: causeOf(error) }, 'settings refused; those before stay')
  }
}
