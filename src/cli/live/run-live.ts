import { Secrets } from '../../connectors/secrets.js'
import type { LiveInterval } from '../../domain/live-interval.js'
import { ElectionLog } from '../../live/election-log.js'
import { Health } from '../../live/health.js'
import { createLog } from '../../live/log.js'
import { runLoop } from '../../live/loop.js'
import { LiveMetrics } from '../../live/metrics.js'
import type { LiveServer } from '../../live/server.js'
import { heldUpSeconds } from '../../run/journal-wait.js'
import { readFormerLines } from '../journal/former-lines.js'
import type { LiveOptions } from '../settings/resolve-live.js'
import { LivePage } from './live-page.js'
import type { LiveOutlets, LiveRun } from './live-run.js'
import { type Prepared, prepare } from './prepare.js'
import { Reloads } from './reloads.js'
import { Reporter } from './reporter.js'
import { openSideDoor } from './side-door.js'
import { StatusBoard } from './status-board.js'

/** The whole live program: start up, then the loop until the signal aborts. The last interval, if any. */
export async function runLive(run: LiveRun): Promise<LiveInterval | null> {
  const outlets = await outletsOf(run)
  const shown = await run.watch?.open(outlets.status)
  let server: LiveServer | null = null
  try {
    for (const warning of run.options.warnings) outlets.log.warn(warning)
    server = await openSideDoor(run.options.loop.listen, outlets)
    const prepared = await prepare(run, outlets)
    outlets.log.info(startFields(run.options, prepared), 'started')
    const last = await loop(run, { prepared, outlets })
    outlets.log.info('stopped')
    return last
  } finally {
    shown?.close()
    await server?.close()
  }
}

async function outletsOf({ options, plannerVersion, clock, watch }: LiveRun): Promise<LiveOutlets> {
  const secrets = new Secrets()
  const metrics = new LiveMetrics(plannerVersion)
  const log = createLog({
    ...{ level: options.loop.logLevel, secrets, write: watch?.writeLog },
    onFailure: () => metrics.tellLogError(),
  })
  metrics.tellActs(options.loop.acts)
  const former = await readFormerLines(options.loop.journal)
  const page = new LivePage(options.loop.journal?.path ?? options.namespace)
  page.begin(former)
  const status = new StatusBoard({ options, plannerVersion, clock })
  status.remember(former)
  return {
    ...{ secrets, log, metrics, election: new ElectionLog(log) },
    health: new Health(clock, options.settings.adjustmentIntervalSeconds),
    ...{ page, status },
    heldUpSeconds: heldUpSeconds(former, clock.epochMs()),
  }
}

async function loop(
  run: LiveRun,
  { prepared, outlets }: { readonly prepared: Prepared; readonly outlets: LiveOutlets },
): Promise<LiveInterval | null> {
  const { options, clock, signal } = run
  const { session, deployment, leadership } = prepared
  const { log, metrics, health, election } = outlets
  const reporter = new Reporter({ session, outlets, journal: options.loop.journal })
  const reloads = new Reloads({ run, deployment, session, reporter, outlets })
  let last: LiveInterval | null = null
  const ended = new AbortController()
  await reporter.begin('start')
  const elected = leadership.run(ended.signal)
  run.onReload(() => reloads.ask())
  health.begin()
  try {
    await runLoop({
      ...prepared,
      clock,
      signal,
      intervalSeconds: options.settings.adjustmentIntervalSeconds,
      start: deployment.replicas,
      once: options.loop.once,
      async plan() {
        const { maxStalenessSeconds, manualHoldIntervals } = await reloads.take()
        const { planner, acts } = session
        return { planner, acts, maxStalenessSeconds, manualHoldIntervals }
      },
      async onInterval(interval) {
        last = interval
        election.look(leadership)
        await reporter.tell(interval)
      },
      onManualEdit(text) {
        metrics.tellManualEdit()
        log.warn({ why: text }, 'replicas were set by somebody else')
      },
    })
    return last
  } finally {
    ended.abort()
    await Promise.all([elected, reporter.close()])
  }
}

function startFields(
  { environment, namespace, loop: { acts } }: LiveOptions,
  { deployment }: Prepared,
) {
  return { environment, namespace, acts, ...deployment }
}
