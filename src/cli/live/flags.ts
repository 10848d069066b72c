import { Flags } from '@oclif/core'
import type { FlagInput } from '@oclif/core/interfaces'
import { inHelpOrder } from '../dryrun-flags.js'
import { settingFlags } from '../settings/flags.js'
import { LIVE_FLAGS } from '../settings/other-settings.js'
import type { Setting } from '../settings/setting.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'

export const liveFlags: FlagInput = inHelpOrder({
  ...settingFlags(LIVE_FLAGS.map(asLive)),
  config: Flags.string({
    summary: 'settings file; planner.yaml in the working directory is found by itself',
    helpGroup: 'LOOP',
    helpValue: 'FILE',
  }),
})

const { prefillEngineNumGpu, decodeEngineNumGpu } = DRY_RUN_SETTINGS

/** The same rows as a live run sees them: a deployment says how many GPUs it has, and no default stands in. */
function asLive(setting: Setting): Setting {
  if (setting === prefillEngineNumGpu || setting === decodeEngineNumGpu) {
    const { default: _, ...row } = setting
    return { ...row, description: `${row.description}, where the deployment does not say` }
  }
  return setting.group === 'LIVE-ONLY' ? { ...setting, group: 'ENVIRONMENT' } : setting
}
