import { Flags } from '@oclif/core'
import type { FlagInput } from '@oclif/core/interfaces'
import { UserError } from '../../domain/user-error.js'
import { KUBERNETES_SETTINGS } from '../settings/environment-settings.js'
import { settingFlags } from '../settings/flags.js'
import type { Setting } from '../settings/setting.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'

/** Named as for the live loop. */
export const WAIT_SETTINGS = {
  checkInterval: {
    kind: 'number',
    flag: 'scaling-check-interval',
    env: 'SCALING_CHECK_INTERVAL',
    group: 'KUBERNETES',
    integer: false,
    unit: 's',
    above: 0,
    default: 10,
    description: 'time between two looks with --blocking',
  },
  maxWait: {
    kind: 'number',
    flag: 'scaling-max-wait',
    env: 'SCALING_MAX_WAIT_TIME',
    group: 'KUBERNETES',
    integer: false,
    unit: 's',
    least: 0,
    default: 1800,
    description: 'longest wait with --blocking',
  },
} as const satisfies Record<string, Setting>

export const scaleFlags = {
  blocking: Flags.boolean({ summary: 'wait until the replicas are ready' }),
  'dry-run': Flags.boolean({ summary: 'have the API server check the order, and store nothing' }),
  ...settingFlags([
    ...Object.values(KUBERNETES_SETTINGS),
    { ...DRY_RUN_SETTINGS.backend, group: 'KUBERNETES' },
    ...Object.values(WAIT_SETTINGS),
  ]),
} as const satisfies FlagInput

/** @throws UserError for both: what is stored nowhere never gets ready. */
export function checkScaleFlags(flags: {
  readonly blocking: boolean
  readonly 'dry-run': boolean
}): void {
  if (!flags.blocking || !flags['dry-run']) return
  throw new UserError('--blocking has no effect with --dry-run; give one of them')
}
