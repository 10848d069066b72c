import { Flags } from '@oclif/core'
import type { FlagInput } from '@oclif/core/interfaces'
import { DEFAULT_CHECK_FILE } from '../../files/check-files.js'
import { settingFlags } from '../settings/flags.js'
import { PLACE_SETTINGS } from '../settings/other-settings.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'

const { backend, ...settings } = DRY_RUN_SETTINGS

const own = {
  file: Flags.string({
    default: DEFAULT_CHECK_FILE,
    summary: 'check file to write',
    helpValue: 'FILE',
  }),
  name: Flags.string({ summary: "name of the case [default: the trace's]", helpValue: 'NAME' }),
  force: Flags.boolean({ summary: 'write over what is there' }),
  config: Flags.string({
    summary: 'settings file that the cases take; planner.yaml is found by itself',
    helpValue: 'FILE',
  }),
}

const planned: FlagInput = settingFlags([...Object.values(settings), PLACE_SETTINGS.preSweptDir])

/** Its own flags, and those of a dry run, which become the settings of the case. */
export const initFlags = { ...planned, ...own }
