import { Flags } from '@oclif/core'
import type { FlagInput } from '@oclif/core/interfaces'
import type { LoadPredictor } from '../../domain/settings.js'
import { settingFlags } from '../settings/flags.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'

export const LOAD_PREDICTORS: readonly LoadPredictor[] = DRY_RUN_SETTINGS.loadPredictor.choices

const { loadPredictor, ...others } = DRY_RUN_SETTINGS
const SHARED = Object.values(others).filter(
  ({ group, flag }) =>
    group === 'FORECAST' || group === 'TRACE' || flag === others.adjustmentIntervalSeconds.flag,
)

export const forecastFlags: FlagInput = {
  [loadPredictor.flag]: Flags.string({
    summary: 'Method to compare; give it several times. Without it, all of them.',
    helpGroup: loadPredictor.group,
    helpValue: `<${LOAD_PREDICTORS.join('|')}>`,
    options: [...LOAD_PREDICTORS],
    multiple: true,
    // One name each, so that the trace may follow.
    multipleNonGreedy: true,
  }),
  ...settingFlags(SHARED),
  config: Flags.string({
    summary: 'Settings file; planner.yaml in the working directory is found by itself.',
    helpGroup: 'OUTPUT',
    helpValue: 'FILE',
  }),
}

/** The methods asked for, each once, in the order given. */
export function predictorsOf(given: unknown): readonly LoadPredictor[] {
  if (!Array.isArray(given)) return LOAD_PREDICTORS
  return [...new Set(given as LoadPredictor[])]
}
