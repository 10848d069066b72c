import { UserError } from '../../domain/user-error.js'
import { nearest } from '../nearest.js'
import type { ChoiceSetting, NumberSetting, Setting, SettingValue } from './setting.js'

/** Plain decimal, with an exponent if need be: no `0x10`, no `1_000`, no `500ms`, no `Infinity`. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A flag's or variable's text as a value. `where` leads the message: `--ttft`, `DYN_NAMESPACE`. */
export function parseSettingText(setting: Setting, text: string, where: string): SettingValue {
  return checkSettingValue(setting, fromText(setting, text), where)
}

/** The value itself when it is allowed; a UserError that names it, what is allowed, and where it stood. */
export function checkSettingValue(setting: Setting, value: unknown, where: string): SettingValue {
  if (setting.kind === 'parsed') {
    const parsed = setting.parse(value)
    if (parsed !== undefined) return parsed
  } else if (isAllowed(setting, value)) return value
  const wrong = setting.kind === 'choice' ? 'is not known' : 'is not allowed'
  const meant = setting.kind === 'choice' ? nearest(String(value), setting.choices) : undefined
  throw new UserError(`${where}: ${shown(value)} ${wrong}; it must be ${allowed(setting)}`, {
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  })
}

/** What a setting takes, in words: `a whole number of GPUs, at least 1`. */
export function allowed(setting: Setting): string {
  switch (setting.kind) {
    case 'number':
      return allowedNumber(setting)
    case 'boolean':
      return 'true or false'
    case 'choice':
      return oneOf(setting)
    case 'text':
      return 'a text that is not empty'
    case 'parsed':
      return setting.allowed
  }
}

function isAllowed(
  setting: Exclude<Setting, { kind: 'parsed' }>,
  value: unknown,
): value is SettingValue {
  switch (setting.kind) {
    case 'number':
      return typeof value === 'number' && isInRange(setting, value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value)
    case 'text':
      return typeof value === 'string' && value !== ''
  }
}

function isInRange({ integer, above, least }: NumberSetting, value: number): boolean {
  if (integer ? !Number.isSafeInteger(value) : !Number.isFinite(value)) return false
  return (above === undefined || value > above) && (least === undefined || value >= least)
}

function allowedNumber({ integer, unit, above, least }: NumberSetting): string {
  const kind = `${integer ? 'a whole number' : 'a number'}${unit === undefined ? '' : ` (${unit})`}`
  if (above !== undefined) return `${kind} above ${above}`
  return least === undefined ? kind : `${kind}, at least ${least}`
}

function oneOf({ choices }: ChoiceSetting): string {
  return choices.length === 1 ? choices[0]! : `one of ${choices.join(', ')}`
}

function fromText(setting: Setting, text: string): unknown {
  if (setting.kind === 'number') return DECIMAL.test(text) ? Number(text) : text
  if (setting.kind === 'boolean')
    return { true: true, false: false, 1: true, 0: false }[text] ?? text
  return text
}

function shown(value: unknown): string {
  if (typeof value === 'string') {
    // Whoever writes a password into an address does not want it in a log.
    const plain = value.replaceAll(/\/\/[^/@]*@/g, '//…@')
    return `'${plain.length > 60 ? `${plain.slice(0, 60)}…` : plain}'`
  }
  if (typeof value === 'number') return String(value)
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
