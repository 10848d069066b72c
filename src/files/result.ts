import { readFile } from 'node:fs/promises'
import { UserError } from '../domain/user-error.js'
import type { Result } from '../run/result.js'
import { fileError } from './file-error.js'

const SCHEMA_VERSION = 1

const SHAPE = {
  settings: isObject,
  trace: isObject,
  profile: isObject,
  summary: isObject,
  warmup: Array.isArray,
  intervals: Array.isArray,
  warnings: Array.isArray,
} as const

/**
 * Reads a result file that `planner dryrun` wrote. The file is ours, so its outline and every number
 * that is drawn are checked, not each setting. Throws a UserError that names the file.
 */
export async function readResult(path: string): Promise<Result> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(error, { doing: 'read', path })
  })
  return parseResult(text, path)
}

/** @throws UserError for what is not JSON, not a result, or of another schema version. */
export function parseResult(text: string, path: string): Result {
  const value = parseJson(text, path)
  if (!isObject(value)) throw notResult(path, 'the outermost value must be an object')
  if (!('schemaVersion' in value)) throw notResult(path, 'it has no schemaVersion')
  if (value.schemaVersion !== SCHEMA_VERSION) {
    throw new UserError(
      `${path}: schemaVersion ${JSON.stringify(value.schemaVersion)} cannot be read, ${SCHEMA_VERSION} is known`,
      { hint: 'write it anew with this version of planner dryrun' },
    )
  }
  for (const [key, isRight] of Object.entries(SHAPE)) {
    if (!isRight(value[key])) throw notResult(path, `${key} is missing or of the wrong type`)
  }
  const result = value as unknown as Result
  checkIntervals(result, path)
  return result
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UserError(`${path}: not a result file, it is not valid JSON (${why})`)
  }
}

function checkIntervals(result: Result, path: string): void {
  if (result.intervals.length === 0) throw notResult(path, 'intervals is empty')
  result.intervals.forEach((interval, index) => {
    const wrong = wrongPart(interval)
    if (wrong !== undefined)
      throw notResult(path, `intervals[${index}].${wrong} is missing or not a number`)
  })
}

const NUMBERS = {
  observed: ['requests', 'isl', 'osl'],
  predicted: ['requests', 'isl', 'osl'],
  target: ['prefill', 'decode'],
  load: ['prefillTokens', 'decodeTokens'],
  capacity: ['prefillTokens', 'decodeTokens'],
} as const

function wrongPart(interval: unknown): string | undefined {
  if (!isObject(interval)) return 'index'
  if (!Number.isFinite(interval.startSeconds)) return 'startSeconds'
  for (const [part, keys] of Object.entries(NUMBERS)) {
    const numbers = interval[part]
    if (!isObject(numbers)) return part
    const missing = keys.find((key) => !Number.isFinite(numbers[key]))
    if (missing !== undefined) return `${part}.${missing}`
  }
  const { decision } = interval
  return isObject(decision) && Array.isArray(decision.reasons) ? undefined : 'decision.reasons'
}

function notResult(path: string, why: string): UserError {
  return new UserError(`${path}: not a result file of planner dryrun, ${why}`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
