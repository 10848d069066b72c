import type { EnvironmentConnector } from '../../connectors/environment.js'
import { ALONE, type Leadership } from '../../connectors/leadership.js'
import { ROLES_OF_MODE } from '../../domain/role.js'
import { timedEnvironment } from '../../live/timed-environment.js'
import { openEnvironment } from '../environment/open.js'
import { find } from '../settings/resolve.js'
import type { LiveOutlets, LiveRun } from './live-run.js'

export interface WatchedEnvironment {
  /** Null: nothing carries decisions out. */
  readonly environment: EnvironmentConnector | null
  readonly leadership: Leadership
}

/** The environment of a live run: its calls and leadership in the metrics, its secrets known to the log. */
export async function watchEnvironment(
  run: LiveRun,
  outlets: LiveOutlets,
): Promise<WatchedEnvironment> {
  const { metrics } = outlets
  const opened = await open(run, outlets)
  metrics.watchLeadership(opened.leadership)
  outlets.status.watchLeadership(opened.leadership)
  if (opened.connector === null) return { environment: null, leadership: opened.leadership }
  const onCall = metrics.tellCall.bind(metrics)
  const environment = timedEnvironment(opened.connector, { clock: run.clock, onCall })
  return { environment, leadership: opened.leadership }
}

async function open(
  { options, sources }: LiveRun,
  { metrics, secrets, election, heldUpSeconds }: LiveOutlets,
): Promise<{ readonly connector: EnvironmentConnector | null; readonly leadership: Leadership }> {
  const { environment: kind, settings, given, loop } = options
  if (kind === 'none') return { connector: null, leadership: ALONE }
  return openEnvironment({
    ...{ kind, ...given },
    settings: { env: sources.env, value: (setting) => find(setting, sources).value },
    roles: ROLES_OF_MODE[settings.mode],
    backend: settings.backend,
    maxGpuBudget: settings.maxGpuBudget,
    maxWaitSeconds: loop.orderMaxWaitSeconds,
    heldUpSeconds,
    acts: loop.acts,
    secrets,
    onElectionError(error) {
      metrics.tellElectionError()
      election.tellError(error)
    },
  })
}
