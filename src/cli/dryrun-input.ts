import { ROLES_OF_MODE } from '../domain/role.js'
import { readProfile } from '../files/profile.js'
import { shippedProfilesDirectory } from '../files/shipped-profiles.js'
import { readIntervals } from '../files/trace.js'
import type { Profile } from '../profile/profile.js'
import type { TraceIntervals } from '../run/trace-intervals.js'
import type { Progress } from './progress.js'
import type { DryRunOptions } from './settings/resolve.js'

export interface DryRunSources {
  readonly trace: TraceIntervals
  readonly warmup: TraceIntervals | null
  readonly profile: Profile
}

/** Opens what a dry run needs: the profile first, since a fault there shows at once. */
export async function readDryRunSources(request: {
  readonly tracePath: string
  readonly options: DryRunOptions
  readonly progress: Progress
  readonly signal: AbortSignal
}): Promise<DryRunSources> {
  const { tracePath, options, progress, signal } = request
  const { settings, preSweptDir } = options
  const profile = await readProfile({
    name: settings.profileResultsDir,
    preSweptDir,
    shippedDir: shippedProfilesDirectory(),
    roles: ROLES_OF_MODE[settings.mode],
  })
  const read = (path: string) =>
    readIntervals({
      path,
      signal,
      adjustmentIntervalSeconds: settings.adjustmentIntervalSeconds,
      emptyIntervals: settings.emptyIntervals,
      onBadLine: settings.onBadLine,
      onProgress: ({ bytesRead, totalBytes }) =>
        progress.step({ label: `reading ${path}`, done: bytesRead, total: totalBytes ?? 0 }),
    })
  const warmupPath = settings.loadPredictorWarmupTrace
  const warmup = warmupPath === null ? null : await read(warmupPath)
  return { profile, warmup, trace: await read(tracePath) }
}
