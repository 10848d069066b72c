import { resolve } from 'node:path'
import type { RequestColumns } from '../domain/requests.js'
import { ROLES_OF_MODE } from '../domain/role.js'
import { UserError } from '../domain/user-error.js'
import { inFolder, readProfile } from '../files/profile.js'
import { shippedProfilesDirectory } from '../files/shipped-profiles.js'
import { type ReadProgress, readIntervals, readRequestsAndIntervals } from '../files/trace.js'
import type { Profile } from '../profile/profile.js'
import type { TraceIntervals } from '../run/trace-intervals.js'
import type { Progress } from './progress.js'
import type { DryRunOptions } from './settings/resolve.js'

export interface DryRunSources {
  readonly trace: TraceIntervals
  readonly warmup: TraceIntervals | null
  readonly profile: Profile
  /** Only when requests are simulated. */
  readonly requests?: RequestColumns
}

/** Opens what a dry run needs: the profile first, since a fault there shows at once. */
export async function readDryRunSources(request: {
  readonly tracePath: string
  readonly options: Pick<DryRunOptions, 'settings' | 'preSweptDir' | 'requestsOut'>
  /** Where relative paths in the settings are looked up; the working directory when absent. */
  readonly folder?: string
  readonly progress: Progress
  readonly signal: AbortSignal
}): Promise<DryRunSources> {
  const { tracePath, options, folder = '.', progress, signal } = request
  const { settings, preSweptDir } = options
  if (options.requestsOut !== null && resolve(options.requestsOut) === resolve(tracePath)) {
    throw new UserError(`--requests-out ${options.requestsOut} would overwrite the trace`)
  }
  const profile = await readProfile({
    name: settings.profileResultsDir,
    folder,
    preSweptDir: preSweptDir && inFolder(preSweptDir, folder),
    shippedDir: shippedProfilesDirectory(),
    roles: ROLES_OF_MODE[settings.mode],
  })
  const reading = (path: string) => ({
    path,
    signal,
    adjustmentIntervalSeconds: settings.adjustmentIntervalSeconds,
    emptyIntervals: settings.emptyIntervals,
    onBadLine: settings.onBadLine,
    onProgress: ({ bytesRead, totalBytes }: ReadProgress) =>
      progress.step({ label: `reading ${path}`, done: bytesRead, total: totalBytes ?? 0 }),
  })
  const warmupPath = settings.loadPredictorWarmupTrace
  const warmup =
    warmupPath === null ? null : await readIntervals(reading(inFolder(warmupPath, folder)))
  if (settings.simulate === 'none') {
    return { profile, warmup, trace: await readIntervals(reading(tracePath)) }
  }
  const wantsBlocks = settings.prefixCache !== 'off'
  const { requests, ...trace } = await readRequestsAndIntervals({
    ...reading(tracePath),
    wantsBlocks,
  })
  return { profile, warmup, trace, requests }
}
