import { Args, Flags } from '@oclif/core'
import type { FlagInput } from '@oclif/core/interfaces'
import { UserError } from '../domain/user-error.js'
import { settingFlags } from './settings/flags.js'
import { DRY_RUN_FLAGS } from './settings/other-settings.js'
import { HELP_GROUPS } from './settings/setting.js'

export const dryRunArgs = {
  trace: Args.string({
    ignoreStdin: true,
    description:
      'a Mooncake JSON Lines or Azure CSV file, also packed by gzip; - is standard input',
  }),
}

export const dryRunFlags: FlagInput = inHelpOrder({
  ...settingFlags(DRY_RUN_FLAGS),
  dataset: Flags.string({
    summary: 'the trace, as the established planner names it: instead of TRACE',
    helpGroup: 'TRACE',
    helpValue: 'FILE',
  }),
  config: Flags.string({
    summary: 'settings file; planner.yaml in the working directory is found by itself',
    helpGroup: 'OUTPUT',
    helpValue: 'FILE',
  }),
  json: Flags.boolean({
    summary: 'print the result as JSON, and write files only with --output',
    helpGroup: 'OUTPUT',
  }),
})

/** The trace comes as argument or as --dataset, not as both. */
export function tracePath({ trace, dataset }: { trace?: unknown; dataset?: unknown }): string {
  if (typeof trace === 'string' && typeof dataset === 'string') {
    throw new UserError(`the trace is given twice: ${trace} and --dataset ${dataset}`)
  }
  const path = trace ?? dataset
  if (typeof path === 'string' && path !== '') return path
  throw new UserError('a trace is needed: planner dryrun TRACE', {
    hint: 'Mooncake JSON Lines or Azure CSV; - reads standard input',
  })
}

/** As `--help` lists them. */
export function inHelpOrder(flags: FlagInput): FlagInput {
  const groups: readonly (string | undefined)[] = HELP_GROUPS
  const place = ({ helpGroup }: FlagInput[string]) => groups.indexOf(helpGroup)
  return Object.fromEntries(Object.entries(flags).sort(([, a], [, b]) => place(a) - place(b)))
}
