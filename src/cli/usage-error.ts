import { UserError } from '../domain/user-error.js'
import { nearest } from './nearest.js'

/** oclif's parse errors as one line each; undefined for anything else. Source: @oclif/core lib/parser/errors.js. */
export function usageError(error: unknown): UserError | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined
  const options = { cause: error }
  const unknown = unknownFlags(error)
  if (unknown) return new UserError(unknown.message, { ...options, ...hintOf(unknown) })
  const choice = badChoice(error.message)
  if (choice) return new UserError(choice.message, { ...options, ...hintOf(choice) })
  return new UserError(lowerFirst(withoutHelpLine(error.message)), options)
}

interface Worded {
  readonly message: string
  readonly meant?: string | undefined
}

function hintOf({ meant }: Worded): { hint?: string } {
  return meant === undefined ? {} : { hint: `did you mean ${meant}?` }
}

function unknownFlags(error: Error): Worded | undefined {
  if (!('flags' in error) || !Array.isArray(error.flags)) return undefined
  const names = error.flags.map((flag) => String(flag).replace(/=.*$/, ''))
  const known = knownFlags(error)
  const meant = names.length === 1 ? nearest(names[0]!, known) : undefined
  return { message: `unknown flag${names.length > 1 ? 's' : ''} ${names.join(', ')}`, meant }
}

/** `Expected --mode=x to be one of: a, b` → `--mode: 'x' is not known; it must be one of a, b`. */
function badChoice(message: string): Worded | undefined {
  const match = /^Expected (?:--(\S+?)=)?(.*) to be one of: (.*)$/m.exec(message)
  if (!match) return undefined
  const [, flag, value = '', options = ''] = match
  const where = flag === undefined ? '' : `--${flag}: `
  return {
    message: `${where}'${value}' is not known; it must be one of ${options}`,
    meant: nearest(value, options.split(', ')),
  }
}

/** The failed parse carries the flags the command knows. */
function knownFlags(error: Error): readonly string[] {
  const parse = 'parse' in error ? error.parse : undefined
  const input = field(parse, 'input')
  const flags = field(input, 'flags')
  if (typeof flags !== 'object' || flags === null) return []
  return Object.entries(flags).flatMap(([name, flag]) => {
    const aliases: unknown = field(flag, 'aliases')
    return [name, ...(Array.isArray(aliases) ? aliases : [])].map((known) => `--${known}`)
  })
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function withoutHelpLine(message: string): string {
  return message.replace(/\n?See more help with --help\s*$/, '')
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
