import type { DryRunSettings } from '../../domain/settings.js'
import { digestFile, digestProfile } from '../../files/digest.js'
import { inFolder } from '../../files/profile.js'
import { readProphetEngine } from '../../files/prophet-wasm.js'
import type { Inputs } from '../../regression/baseline.js'
import { dryRun } from '../../run/dryrun.js'
import type { Result } from '../../run/result.js'
import { readDryRunSources } from '../dryrun-input.js'
import type { CheckCase } from './cases.js'

export interface PlayOptions {
  readonly plannerVersion: string
  readonly signal: AbortSignal
  /** Lets other events in between two intervals. */
  readonly breathe?: () => Promise<void> | void
}

export interface Played {
  readonly result: Result
  readonly inputs: Inputs
}

/** Runs a case as planner dryrun would, with other settings if they are given. */
export async function playCase(
  one: CheckCase,
  options: PlayOptions & { readonly settings?: DryRunSettings },
): Promise<Played> {
  const { folder, preSweptDir } = one
  const { settings = one.settings, plannerVersion, signal, breathe } = options
  const tracePath = inFolder(one.trace, folder)
  const sources = await readDryRunSources({
    tracePath,
    folder,
    options: { settings, preSweptDir, requestsOut: null },
    progress: { step: () => undefined, end: () => undefined },
    signal,
  })
  const result = await dryRun({
    ...sources,
    settings,
    resources: { prophet: readProphetEngine },
    plannerVersion,
    signal,
    ...(breathe && { onInterval: () => breathe() }),
  })
  const warmup = settings.loadPredictorWarmupTrace
  return {
    result,
    inputs: {
      trace: { name: one.trace, sha256: await digestFile(tracePath, signal) },
      profile: { name: settings.profileResultsDir, sha256: digestProfile(sources.profile) },
      warmup:
        warmup === null
          ? null
          : { name: warmup, sha256: await digestFile(inFolder(warmup, folder), signal) },
    },
  }
}
