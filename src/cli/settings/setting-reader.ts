import { givenFlags, type RawToken } from './read-options.js'
import { find } from './resolve.js'
import type { Setting, SettingValue } from './setting.js'

/** Settings one by one, wherever they come from. */
export interface SettingReader {
  /** Null when it was not given and has no default. */
  value(setting: Setting): SettingValue | null
  /** The environment, for secrets that have no flag. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** For commands that read no planner.yaml: flag, environment variable, default. */
export function settingReader(
  raw: readonly RawToken[],
  env: Readonly<Record<string, string | undefined>>,
): SettingReader {
  const flags = givenFlags(raw)
  return { env, value: (setting) => find(setting, { flags, env, file: null }).value }
}

export function textOf(settings: SettingReader, setting: Setting): string | null {
  const value = settings.value(setting)
  return value === null ? null : String(value)
}

/** Of a setting with a default. */
export function numberOf(settings: SettingReader, setting: Setting): number {
  return Number(settings.value(setting))
}
