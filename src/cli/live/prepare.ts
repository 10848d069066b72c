import type { EnvironmentConnector } from '../../connectors/environment.js'
import type { Traffic } from '../../domain/traffic.js'
import { readProphetEngine } from '../../files/prophet-wasm.js'
import { readIntervals } from '../../files/trace.js'
import type { TrafficSource } from '../../live/source.js'
import { type StartedDeployment, startUp } from '../../live/start-up.js'
import { LiveSession } from '../../run/live-session.js'
import { type WatchedEnvironment, watchEnvironment } from './environment.js'
import type { LiveOutlets, LiveRun } from './live-run.js'
import { readHashedProfile } from './profile.js'
import { type OpenedPrometheus, openPrometheus } from './prometheus.js'
import { withDeployment } from './reload.js'

export interface Prepared extends WatchedEnvironment {
  readonly deployment: StartedDeployment
  readonly source: TrafficSource
  readonly session: LiveSession
}

/** Everything that comes before the first interval; the profile first, since a fault there shows at once. */
export async function prepare(run: LiveRun, outlets: LiveOutlets): Promise<Prepared> {
  const { options, clock } = run
  const { metrics, secrets } = outlets
  const hashed = await readHashedProfile(options)
  const { environment, leadership } = await watchEnvironment(run, outlets)
  const deployment = await startDeployment(run, { environment, outlets })
  const prometheus = await openPrometheus({
    options,
    env: run.sources.env,
    modelName: deployment.modelName,
    clock,
    secrets,
    onAttempt: (attempt) => metrics.tellQuery(attempt),
  })
  const warmup = await readWarmup(run, prometheus)
  if (warmup.length > 0) outlets.log.info({ intervals: warmup.length }, 'predictors warmed up')
  const session = await LiveSession.begin({
    ...hashed,
    settings: withDeployment(options.settings, deployment),
    acts: options.loop.acts,
    deployment: {
      environment: options.environment,
      namespace: options.namespace,
      modelName: deployment.modelName,
      start: deployment.replicas,
    },
    resources: { prophet: readProphetEngine },
    plannerVersion: run.plannerVersion,
    warmup,
    originEpochMs: firstIntervalEpochMs(run),
    nowEpochMs: () => clock.epochMs(),
  })
  return { deployment, environment, leadership, source: prometheus.source, session }
}

function startDeployment(
  { options, clock, signal }: LiveRun,
  parts: { readonly environment: EnvironmentConnector | null; readonly outlets: LiveOutlets },
): Promise<StartedDeployment> {
  const { loop, settings, given } = options
  const { startNumP, startNumD, mode } = settings
  return startUp({
    ...loop,
    clock,
    signal,
    mode,
    environment: parts.environment,
    given: { ...given, replicas: { prefill: startNumP, decode: startNumD } },
    onNote: (text) => parts.outlets.log.warn(text),
  })
}

/** The warm-up trace first, then the past that Prometheus remembers. */
async function readWarmup(
  { options, signal }: LiveRun,
  { history }: OpenedPrometheus,
): Promise<readonly Traffic[]> {
  const { settings, loop } = options
  const { adjustmentIntervalSeconds, emptyIntervals, onBadLine } = settings
  const path = settings.loadPredictorWarmupTrace
  const reading = { signal, adjustmentIntervalSeconds, emptyIntervals, onBadLine }
  const trace = path === null ? [] : (await readIntervals({ ...reading, path })).intervals
  const past =
    loop.warmStartSeconds === null ? [] : await history.readHistory(loop.warmStartSeconds, signal)
  return [...trace.map(({ requests, isl, osl }) => ({ requests, isl, osl })), ...past]
}

/** With --once the first interval is the one that has just passed. */
function firstIntervalEpochMs({ options, clock }: LiveRun): number {
  const { loop, settings } = options
  return clock.epochMs() - (loop.once ? settings.adjustmentIntervalSeconds * 1000 : 0)
}
