import { join } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { UserError } from '../domain/user-error.js'
import type { Result } from '../run/result.js'
import { settingFlags } from './settings/flags.js'
import { PLACE_SETTINGS } from './settings/other-settings.js'

const GROUP = 'INTERVAL (exactly one)'
const DEFAULT_PASS_SHARE = 0.99

export const explainArgs = {
  result: Args.string({
    default: join('planner-out', 'result.json'),
    // A trace on standard input is not the name of a result.
    ignoreStdin: true,
    description: 'result file of planner dryrun, or journal of planner live',
  }),
}

export const explainFlags = {
  at: Flags.string({
    summary:
      'the interval at a time: h:mm or h:mm:ss since the trace began, UTC if it has clock time',
    helpGroup: GROUP,
    helpValue: 'TIME',
  }),
  interval: Flags.string({
    summary: 'the interval of this index, the first is 0',
    helpGroup: GROUP,
    helpValue: '<index>',
  }),
  worst: Flags.string({
    summary: 'the intervals in which the most requests missed a target, the worst first',
    helpGroup: GROUP,
    helpValue: '<count>',
  }),
  pass: Flags.string({
    summary: 'share of its requests that must meet both targets for an interval to pass',
    helpGroup: 'COUNTERFACTUAL',
    helpValue: '<share>',
    default: String(DEFAULT_PASS_SHARE),
  }),
  'no-counterfactual': Flags.boolean({
    summary: 'do not look for what would have helped; only the result file is read',
    helpGroup: 'COUNTERFACTUAL',
  }),
  trace: Flags.string({
    summary: 'the trace, when it is no longer where the result says',
    helpGroup: 'COUNTERFACTUAL',
    helpValue: 'FILE',
  }),
  ...settingFlags([{ ...PLACE_SETTINGS.preSweptDir, group: 'PROFILE' }]),
}

/** Which intervals are asked for. */
export type IntervalChoice =
  | { readonly kind: 'at'; readonly time: string }
  | { readonly kind: 'interval'; readonly index: number }
  | { readonly kind: 'worst'; readonly count: number }

interface ChoiceFlags {
  readonly at?: string | undefined
  readonly interval?: string | undefined
  readonly worst?: string | undefined
}

/** @throws UserError unless exactly one of the three is given, and is what it may be. */
export function intervalChoice({ at, interval, worst }: ChoiceFlags): IntervalChoice {
  const given = Object.entries({ at, interval, worst }).filter(([, value]) => value !== undefined)
  if (given.length !== 1) {
    const found =
      given.length === 0
        ? 'none of them is given'
        : `given are ${given.map(([name, value]) => `--${name} ${value}`).join(', ')}`
    throw new UserError(`exactly one of --at, --interval and --worst is needed; ${found}`, {
      hint: 'planner explain --worst 1 explains the interval that lost the most requests',
    })
  }
  if (at !== undefined) return { kind: 'at', time: at }
  return interval !== undefined
    ? { kind: 'interval', index: wholeNumber('--interval', { text: interval, least: 0 }) }
    : { kind: 'worst', count: wholeNumber('--worst', { text: worst!, least: 1 }) }
}

/** Intervals that are asked for: at most so many are explained. */
export function askedCount(choice: IntervalChoice): number {
  return choice.kind === 'worst' ? choice.count : 1
}

export interface GivenFlags {
  readonly pass: boolean
  readonly trace: boolean
  readonly noCounterfactual: boolean
}

/** @throws UserError for a flag that would do nothing. */
export function checkUse({ summary }: Result, given: GivenFlags): void {
  if (given.trace && given.noCounterfactual) {
    throw new UserError('--trace has no use with --no-counterfactual: no trace is read')
  }
  const unused = given.pass ? '--pass' : given.trace ? '--trace' : null
  if (unused === null || summary.simulated !== undefined) return
  throw new UserError(`${unused} has no use for an open-loop result (--simulate none)`, {
    hint: 'planner dryrun --simulate requests plays every request',
  })
}

/** @throws UserError unless it is a plain decimal above 0 and at most 1. */
export function passShare(text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN
  if (value > 0 && value <= 1) return value
  throw new UserError(`--pass: '${text}' is not allowed; it must be a share above 0, at most 1`)
}

function wholeNumber(flag: string, { text, least }: { text: string; least: number }): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least) return value
  throw new UserError(
    `${flag}: '${text}' is not allowed; it must be a whole number, at least ${least}`,
  )
}
