import { UserError } from '../../domain/user-error.js'
import { nearest } from '../nearest.js'
import { parseYaml } from '../yaml-source.js'
import { configSchema } from './config-schema.js'
import { ALL_SETTINGS } from './other-settings.js'
import type { Setting } from './setting.js'
import { checkSettingValue } from './value.js'

/** A value of planner.yaml by flag name; `where` leads messages: `planner.yaml:3: ttft`. */
export type FileSettings = ReadonlyMap<string, { readonly value: unknown; readonly where: string }>

/** Settings in the text of a planner.yaml. Keys are flag names. Throws a UserError with file:line. */
export function parseConfig(text: string, path: string): FileSettings {
  const { content, lineOf } = parseYaml(text, path)
  if (!isSettings(content ?? {})) {
    throw new UserError(`${path}:1: the file must hold settings, one "name: value" a line`)
  }
  return parseSettings(content ?? {}, (key) => `${path}:${lineOf([key])}: ${key}`)
}

/** Settings under flag names, wherever they stand; `where` leads messages. */
export function parseSettings(content: unknown, where: (key: string) => string): FileSettings {
  validate(content, where)
  return byFlag(content as Record<string, unknown>, where)
}

export function isSettings(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null && !Array.isArray(content)
}

/** zod says what is wrong; the words are those of the setting's row, as for flags. */
function validate(content: unknown, where: (key: string) => string): void {
  const checked = configSchema().safeParse(content)
  if (checked.success) return
  for (const issue of checked.error.issues) {
    if (issue.code === 'unrecognized_keys') throw unknownKey(issue.keys[0]!, where)
    const key = String(issue.path[0])
    const setting = settingOf(key)
    if (setting) checkSettingValue(setting, Reflect.get(content as object, key), where(key))
    throw new UserError(`${where(key)}: ${issue.message}`)
  }
}

function byFlag(
  content: Readonly<Record<string, unknown>>,
  where: (key: string) => string,
): FileSettings {
  const settings = new Map<string, { value: unknown; where: string }>()
  for (const [key, value] of Object.entries(content)) {
    const { flag } = settingOf(key)!
    if (settings.has(flag)) throw new UserError(`${where(key)}: it is given twice`)
    settings.set(flag, { value, where: where(key) })
  }
  return settings
}

function settingOf(key: string): Setting | undefined {
  return ALL_SETTINGS.find(({ flag, aliases = [] }) => flag === key || aliases.includes(key))
}

function unknownKey(key: string, where: (key: string) => string): UserError {
  const known = ALL_SETTINGS.flatMap(({ flag, aliases = [] }) => [flag, ...aliases])
  const meant = nearest(key, known)
  return new UserError(`${where(key)}: unknown setting`, {
    hint: meant === undefined ? 'planner dryrun --help lists them' : `did you mean ${meant}?`,
  })
}
