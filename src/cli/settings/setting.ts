import type { LoadPredictor } from '../../domain/settings.js'

/** Headings under which `--help` lists flags, in that order (oclif puts --json first); oclif adds the word FLAGS. */
export const HELP_GROUPS = [
  'OUTPUT',
  'PROFILE',
  'TRACE',
  'SLA',
  'FORECAST',
  'FLEET',
  'SIMULATION',
  'LIVE-ONLY',
  'ENVIRONMENT',
  'ETCD',
  'KUBERNETES',
  'LEADER',
  'LOOP',
  'PROMETHEUS',
] as const

export type HelpGroup = (typeof HELP_GROUPS)[number]

interface Common {
  /** Flag without dashes, and key in planner.yaml. */
  readonly flag: string
  readonly aliases?: readonly string[]
  /** Environment variable, where the established planner has one. */
  readonly env?: string
  readonly group: HelpGroup
  readonly description: string
  /** Load predictors that read it; absent means all. Given with another one it is named in a warning. */
  readonly usedBy?: readonly LoadPredictor[]
  /** Read only when requests are simulated; given in an open-loop run it is named in a warning. */
  readonly usedBySimulation?: true
}

export interface NumberSetting extends Common {
  readonly kind: 'number'
  readonly integer: boolean
  /** `ms`, `s`, `GPUs`, …: for the help and for messages. */
  readonly unit?: string
  /** The value must be greater than this, or … */
  readonly above?: number
  /** … at least this. */
  readonly least?: number
  readonly default?: number
}

export interface BooleanSetting extends Common {
  readonly kind: 'boolean'
  readonly default: boolean
}

export interface ChoiceSetting extends Common {
  readonly kind: 'choice'
  readonly choices: readonly string[]
  readonly default?: string
}

export interface TextSetting extends Common {
  readonly kind: 'text'
  /** What stands for the value in the help: `DIR`, `FILE`. */
  readonly placeholder: string
  readonly default?: string
}

/** A value with a form of its own, such as `lognormal(60,0.5)`. */
export interface ParsedSetting extends Common {
  readonly kind: 'parsed'
  readonly placeholder: string
  /** What it takes, in words. */
  readonly allowed: string
  /** The value behind a text, a number or a structure; undefined when it is not allowed. */
  readonly parse: (value: unknown) => SettingValue | undefined
  readonly default?: number | string
}

export type Setting = NumberSetting | BooleanSetting | ChoiceSetting | TextSetting | ParsedSetting

export type SettingValue = number | boolean | string | object
