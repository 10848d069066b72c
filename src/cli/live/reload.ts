import { UserError } from '../../domain/user-error.js'
import type { StartedDeployment } from '../../live/start-up.js'
import type { SessionPlan } from '../../run/live-session.js'
import { createPerformance } from '../../run/profile-use.js'
import { LEADER_SETTINGS } from '../settings/environment-settings.js'
import { LOOP_SETTINGS } from '../settings/live-settings.js'
import { LIVE_FLAGS, LIVE_SETTINGS, PLACE_SETTINGS } from '../settings/other-settings.js'
import { find, type SettingSources } from '../settings/resolve.js'
import { type LiveOptions, resolveLive } from '../settings/resolve-live.js'
import type { Setting } from '../settings/setting.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'
import { readHashedProfile } from './profile.js'

/** Everything a decision depends on, but for what history, fleet and connections were made with. */
const MAY_CHANGE: readonly Setting[] = [
  DRY_RUN_SETTINGS.ttftMs,
  DRY_RUN_SETTINGS.itlMs,
  ...Object.values(DRY_RUN_SETTINGS).filter(
    (setting) =>
      setting.group === 'FORECAST' && setting !== DRY_RUN_SETTINGS.loadPredictorWarmupTrace,
  ),
  DRY_RUN_SETTINGS.maxGpuBudget,
  DRY_RUN_SETTINGS.minEndpoint,
  DRY_RUN_SETTINGS.noCorrection,
  DRY_RUN_SETTINGS.profileResultsDir,
  PLACE_SETTINGS.preSweptDir,
  LIVE_SETTINGS.noOperation,
  LOOP_SETTINGS.advisory,
  LOOP_SETTINGS.maxStaleness,
  LOOP_SETTINGS.manualHold,
]

const ADVISES: readonly Setting[] = [LIVE_SETTINGS.noOperation, LOOP_SETTINGS.advisory]

export interface Reloaded {
  readonly sources: SettingSources
  readonly options: LiveOptions
  readonly plan: SessionPlan
}

interface Running {
  readonly sources: SettingSources
  readonly options: LiveOptions
  readonly deployment: StartedDeployment
}

/**
 * Settings read anew and checked as at a start, to take effect with the next interval.
 * @throws UserError, and nothing changes.
 */
export async function readReload(sources: SettingSources, running: Running): Promise<Reloaded> {
  const options = await resolveLive(sources)
  refuseFixed(sources, running)
  const settings = withDeployment(options.settings, running.deployment)
  const hashed = await readHashedProfile(options)
  // A profile without the data that the mode needs is refused here.
  createPerformance(hashed.profile, settings)
  return { sources, options, plan: { settings, acts: options.loop.acts, ...hashed } }
}

/** The deployment's own numbers in the place of the flags'. */
export function withDeployment(
  settings: LiveOptions['settings'],
  { gpusPerReplica, replicas }: StartedDeployment,
): LiveOptions['settings'] {
  return {
    ...settings,
    prefillEngineNumGpu: gpusPerReplica.prefill,
    decodeEngineNumGpu: gpusPerReplica.decode,
    startNumP: replicas.prefill,
    startNumD: replicas.decode,
  }
}

function refuseFixed(fresh: SettingSources, running: Running): void {
  const former = running.sources
  const text = (setting: Setting, sources: SettingSources) =>
    JSON.stringify(find(setting, sources).value)
  // A connector to Kubernetes watches its orders halfway by the budget that it was opened with.
  const isCluster = running.options.environment === 'kubernetes'
  const isElected = find(LEADER_SETTINGS.leaderElect, former).value === true
  const isFixed = (setting: Setting) =>
    !MAY_CHANGE.includes(setting) ||
    (isCluster && setting === DRY_RUN_SETTINGS.maxGpuBudget) ||
    // Whether it takes part in the election was settled at the start.
    (isElected && ADVISES.includes(setting))
  const changed = LIVE_FLAGS.filter(
    (setting) => isFixed(setting) && text(setting, fresh) !== text(setting, former),
  )
  if (changed.length === 0) return
  const names = changed.map(({ flag }) => `--${flag}`).join(', ')
  throw new UserError(`${names} cannot change while planner live runs`, {
    hint: 'start it again',
  })
}
