import { dirname, isAbsolute, join, relative } from 'node:path'
import { UserError } from '../../domain/user-error.js'
import { isFolder, readText } from '../../files/check-files.js'
import { inFolder } from '../../files/profile.js'
import { type FileSettings, parseConfig } from '../settings/config-file.js'
import { PLACE_SETTINGS, WITHOUT_EFFECT_IN_DRY_RUN } from '../settings/other-settings.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'

const OUTPUTS = [PLACE_SETTINGS.output, PLACE_SETTINGS.requestsOut]

/** What a check has no use for, and a planner.yaml has for others. */
const FOR_OTHERS = [...WITHOUT_EFFECT_IN_DRY_RUN, ...OUTPUTS.map(({ flag }) => flag)]

const PROFILE = DRY_RUN_SETTINGS.profileResultsDir
const PATHS = [PROFILE, DRY_RUN_SETTINGS.loadPredictorWarmupTrace, PLACE_SETTINGS.preSweptDir]

/** The settings of a planner.yaml that a check has a use for. Its name, and paths in it, are seen from the folder. */
export async function readConfig(name: string, folder: string): Promise<FileSettings> {
  const path = inFolder(name, folder)
  const settings = new Map(parseConfig(await readText(path), path))
  for (const flag of FOR_OTHERS) settings.delete(flag)
  for (const { flag } of PATHS) {
    const found = settings.get(flag)
    if (typeof found?.value !== 'string') continue
    // A profile may be a shipped name instead.
    const isPath = flag !== PROFILE.flag || isFolder(inFolder(found.value, dirname(path)))
    if (!isPath) continue
    const value = rebased(found.value, { from: dirname(path), to: folder })
    settings.set(flag, { ...found, value })
  }
  return settings
}

function rebased(
  path: string,
  { from, to }: { readonly from: string; readonly to: string },
): string {
  return isAbsolute(path) ? path : relative(to, join(from, path)).replaceAll('\\', '/')
}

/** @throws UserError for a setting that says where to write. */
export function refuseOutputs(settings: FileSettings): void {
  for (const { flag } of OUTPUTS) {
    const found = settings.get(flag)
    if (found) throw new UserError(`${found.where}: a check writes baselines and nothing else`)
  }
}
