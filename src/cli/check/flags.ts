import { availableParallelism } from 'node:os'
import { Args, Flags } from '@oclif/core'
import { UserError } from '../../domain/user-error.js'
import { DEFAULT_CHECK_FILE } from '../../files/check-files.js'
import { REPORTER_NAMES } from '../../report/check/reporters.js'

export const checkArgs = {
  file: Args.string({ ignoreStdin: true, default: DEFAULT_CHECK_FILE, description: 'check file' }),
}

export const checkFlags = {
  case: Flags.string({
    summary: 'only this case; may be given several times',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
  }),
  update: Flags.boolean({
    summary: 'write the baselines anew and say what changed',
    exclusive: ['diff'],
  }),
  diff: Flags.string({
    summary:
      'compare two results (.json), or the cases with two files of settings (.yaml), instead of baselines',
    multiple: true,
    helpValue: 'A B',
    helpGroup: 'DIFF',
  }),
  chart: Flags.string({
    summary: 'with --diff: draw both into one picture, .svg, .png or .vl.json',
    dependsOn: ['diff'],
    helpValue: 'FILE',
    helpGroup: 'DIFF',
  }),
  reporter: Flags.string({
    summary: `how to report: ${REPORTER_NAMES.join(', ')} [default: terminal]; NAME=FILE writes a file; may be given several times`,
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME[=FILE]',
    exclusive: ['diff'],
  }),
  workers: Flags.string({
    summary: 'cases that run at a time [default: one a processor]',
    helpValue: '<count>',
    exclusive: ['diff'],
  }),
}

/** @throws UserError for what is no count. */
export function workersOf(text: string | undefined): number {
  if (text === undefined) return availableParallelism()
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (count >= 1) return count
  throw new UserError(`--workers: '${text}' is not allowed; it must be a whole number, at least 1`)
}
