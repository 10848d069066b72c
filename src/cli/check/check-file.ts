import * as z from 'zod'
import { UserError } from '../../domain/user-error.js'
import { BUDGET_ALLOWED, type Budget } from '../../regression/budget.js'
import type { Tolerances } from '../../regression/tolerances.js'
import { nearest } from '../nearest.js'
import { type FileSettings, isSettings, parseSettings } from '../settings/config-file.js'
import { parseYaml, type YamlPath, type YamlSource } from '../yaml-source.js'
import { type CheckFileContent, checkFileSchema, TOLERANCE_NAMES } from './check-schema.js'
import { parseBudgets, parseTolerances, toleranceAllowed, type Where } from './gates.js'

/** What a check file says of all its cases, or of one. Paths are as written. */
export interface CheckParts {
  readonly config: string | null
  readonly settings: FileSettings
  readonly tolerances: Tolerances
  readonly budgets: readonly Budget[]
}

export interface CheckCaseText extends CheckParts {
  readonly name: string
  readonly line: number
  readonly trace: string
  readonly baseline: string | null
}

export interface CheckFile extends CheckParts {
  readonly path: string
  readonly baselines: string | null
  readonly cases: readonly CheckCaseText[]
}

const SETTINGS_KEYS = ['profile', 'seed'] as const

/** @throws UserError with file:line, the value and what is allowed. */
export function parseCheckFile(text: string, path: string): CheckFile {
  const source = parseYaml(text, path)
  if (!isSettings(source.content)) {
    throw new UserError(`${path}:1: a check file holds cases; this one holds none`, {
      hint: 'planner check init TRACE --profile PROFILE writes a first one',
    })
  }
  const where = placesIn(source, path)
  const content = checked(source.content, where)
  return {
    path,
    baselines: content.baselines ?? null,
    ...parts(content, { at: [], where }),
    cases: content.cases.map((one, i) => {
      const at = ['cases', i]
      return {
        name: one.name,
        line: source.lineOf([...at]),
        trace: one.trace,
        baseline: one.baseline ?? null,
        ...parts(one, { at, where }),
      }
    }),
  }
}

type Part = CheckFileContent | CheckFileContent['cases'][number]

function parts(
  part: Part,
  { at, where }: { readonly at: YamlPath; readonly where: Where },
): CheckParts {
  const settings = parseSettings(part.settings ?? {}, (key) => where([...at, 'settings', key]))
  const short = Object.fromEntries(
    SETTINGS_KEYS.flatMap((key) => (key in part ? [[key, Reflect.get(part, key)]] : [])),
  )
  const more = parseSettings(short, (key) => where([...at, key]))
  for (const [flag, { where: place }] of more) {
    if (settings.has(flag)) throw new UserError(`${place}: it is given in settings, too`)
  }
  return {
    config: part.config ?? null,
    settings: new Map([...settings, ...more]),
    tolerances: parseTolerances(part.tolerances ?? {}, (key) => where([...at, 'tolerances', key])),
    budgets: parseBudgets(part.budgets ?? [], (index) => where([...at, 'budgets', index])),
  }
}

function placesIn({ lineOf }: YamlSource, path: string): Where {
  return (parts) => {
    const name = parts
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
      .join('')
      .replace(/^\./, '')
    return `${path}:${lineOf(parts)}: ${name}`
  }
}

/** zod finds what is wrong; the words say what is allowed. */
function checked(content: unknown, where: Where): CheckFileContent {
  const result = checkFileSchema(z.record(z.string(), z.unknown())).safeParse(content)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const at = issue.path as YamlPath
  if (issue.code === 'unrecognized_keys') throw unknownKey(issue.keys[0]!, { at, where })
  const value = valueAt(content, at)
  if (value === undefined) throw new UserError(`${where(at)} is missing`)
  throw new UserError(
    `${where(at)}: ${JSON.stringify(value)} is not allowed; it must be ${allowed(at)}`,
  )
}

const ALLOWED: Readonly<Record<string, string>> = {
  name: 'a name of letters, digits, spaces and . _ + -, since the baseline is called by it',
  seed: 'a whole number, at least 0',
  cases: 'a list of cases, at least one',
  settings: 'settings, one "name: value" a line',
  tolerances: 'tolerances, one "metric: tolerance" a line',
  budgets: 'a list of budgets such as attainment >= 0.99',
}

function allowed(at: YamlPath): string {
  const [last, above] = [at.at(-1), at.at(-2)]
  if (above === 'tolerances') return toleranceAllowed(String(last))
  if (above === 'budgets') return BUDGET_ALLOWED
  if (above === 'cases') return 'a case: name, trace, …'
  return ALLOWED[String(last)] ?? 'a text that is not empty'
}

const KEYS = {
  file: ['config', 'baselines', 'settings', 'tolerances', 'budgets', 'cases'],
  case: [
    ...['name', 'trace', 'profile', 'seed', 'config', 'baseline'],
    ...['settings', 'tolerances', 'budgets'],
  ],
} as const

function unknownKey(
  key: string,
  { at, where }: { readonly at: YamlPath; readonly where: Where },
): UserError {
  const inTolerances = at.at(-1) === 'tolerances'
  const known = inTolerances ? TOLERANCE_NAMES : at.length === 0 ? KEYS.file : KEYS.case
  const meant = nearest(key, known)
  return new UserError(`${where([...at, key])}: unknown ${inTolerances ? 'metric' : 'key'}`, {
    hint: meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`,
  })
}

function valueAt(content: unknown, at: YamlPath): unknown {
  return at.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined,
    content,
  )
}
