import type { RawToken } from './read-options.js'
import { givenFlags } from './read-options.js'
import { find } from './resolve.js'
import type { Setting, SettingValue } from './setting.js'

export interface FlagSources {
  /** The command line, as oclif's parser lists it. */
  readonly raw: readonly RawToken[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Settings one by one, for commands that read no planner.yaml: flag, environment, default. */
export class SettingReader {
  private readonly flags: ReadonlyMap<string, string | true>
  private readonly env: FlagSources['env']

  constructor({ raw, env }: FlagSources) {
    this.flags = givenFlags(raw)
    this.env = env
  }

  /** The row's `default` decides whether null can come. */
  text(setting: Setting): string | null {
    const value = this.value(setting)
    return value === null ? null : String(value)
  }

  number(setting: Setting): number {
    return Number(this.value(setting))
  }

  value(setting: Setting): SettingValue | null {
    return find(setting, { flags: this.flags, env: this.env, file: null }).value
  }
}
