import { open, readFile } from 'node:fs/promises'
import { UserError } from '../domain/user-error.js'
import type { JournalLine } from '../run/journal.js'
import { fileError } from './file-error.js'

export interface JournalText {
  readonly lines: readonly JournalLine[]
  /** Lines that a killed process left unfinished. */
  readonly tornLines: number
}

const JOURNAL_VERSION = 1
const BEGIN = '{"kind":"start"'

/** Whether a file is a journal, by its first bytes; a file that cannot be read is none. */
export async function isJournal(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => null)
  if (handle === null) return false
  try {
    const buffer = Buffer.alloc(BEGIN.length)
    await handle.read(buffer, 0, BEGIN.length, 0)
    return buffer.toString('utf8') === BEGIN
  } catch {
    return false
  } finally {
    await handle.close()
  }
}

/**
 * A journal with the older files that were rotated away from it (`FILE.1` is the latest of them), oldest
 * line first. @throws UserError with file:line for what is no journal.
 */
export async function readJournal(path: string): Promise<JournalText> {
  const texts = [{ path, text: await readText(path) }]
  for (let number = 1; ; number++) {
    const older = rotatedPath(path, number)
    const text = await readText(older).catch((error: unknown) => {
      if (isMissing(error)) return null
      throw error
    })
    if (text === null) break
    texts.unshift({ path: older, text })
  }
  const parsed = texts.map(({ path: own, text }) => parseJournal(text, own))
  return {
    lines: parsed.flatMap(({ lines }) => lines),
    tornLines: parsed.reduce((sum, { tornLines }) => sum + tornLines, 0),
  }
}

/** One file of a journal alone. */
export async function readJournalFile(path: string): Promise<JournalText> {
  return parseJournal(await readText(path), path)
}

/** The name of the n-th latest file that was rotated away. */
export function rotatedPath(path: string, number: number): string {
  return `${path}.${number}`
}

/** A line may be unfinished at the end of the file, and where a process was killed and started again. */
export function parseJournal(text: string, path: string): JournalText {
  const lines: JournalLine[] = []
  let torn: number | null = null
  let tornLines = 0
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '') continue
    const value = parseLine(line)
    if (torn !== null && (value === null || value.kind !== 'start')) throw damaged(path, torn)
    if (value === null) {
      torn = i + 1
      tornLines++
      continue
    }
    torn = null
    checkVersion(value, `${path}:${i + 1}`)
    if (lines.length === 0 && value.kind !== 'start') {
      throw new UserError(
        `${path}:${i + 1}: not a journal of planner live, it begins with no start line`,
      )
    }
    lines.push(value)
  }
  if (lines.length === 0) throw new UserError(`${path}: not a journal of planner live, it is empty`)
  return { lines, tornLines }
}

function parseLine(line: string): JournalLine | null {
  try {
    const value: unknown = JSON.parse(line)
    return isLine(value) ? value : null
  } catch {
    return null
  }
}

const OBJECTS = {
  start: ['settings', 'deployment', 'profile'],
  interval: ['seen', 'decision', 'outcome'],
} as const

/** The file is ours: its outline is checked, not each number. */
function isLine(value: unknown): value is JournalLine {
  if (!isObject(value)) return false
  if (value.kind === 'start') {
    const { warmup, history } = value
    return (
      OBJECTS.start.every((key) => isObject(value[key])) &&
      Array.isArray(warmup) &&
      Array.isArray(history)
    )
  }
  return value.kind === 'interval' && OBJECTS.interval.every((key) => isObject(value[key]))
}

function checkVersion(line: JournalLine, where: string): void {
  if (line.kind !== 'start' || line.journalVersion === JOURNAL_VERSION) return
  throw new UserError(
    `${where}: journalVersion ${JSON.stringify(line.journalVersion)} cannot be read, ${JOURNAL_VERSION} is known`,
  )
}

function damaged(path: string, line: number): UserError {
  return new UserError(`${path}:${line}: not a line of a journal, and not the last one of a run`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(error, { doing: 'read', path })
  })
}
