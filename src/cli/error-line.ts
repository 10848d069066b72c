import { UserError } from '../domain/user-error.js'
import { EXIT_CODE } from './exit-code.js'
import { systemMemoryError } from './memory-error.js'
import { usageError } from './usage-error.js'

export interface ErrorLines {
  /** Without a line break at the end; one line but for a bug's stack under DEBUG. */
  readonly text: string
  readonly exitCode: number
}

/** What a person is told of an error that ended the command; null for a plain exit. */
export function errorLines(error: unknown, { debug }: { debug: boolean }): ErrorLines | null {
  const exit = plainExit(error)
  if (exit !== undefined) return exit === 0 ? null : { text: '', exitCode: exit }
  const known = error instanceof UserError ? error : (usageError(error) ?? systemMemoryError(error))
  return known ? userLines(known, debug) : bugLines(error, debug)
}

function userLines(error: UserError, debug: boolean): ErrorLines {
  const lines = [`error: ${oneLine(error.message)}`]
  if (error.hint !== undefined) lines.push(`hint: ${oneLine(error.hint)}`)
  if (debug && error.stack) lines.push(error.stack)
  return { text: lines.join('\n'), exitCode: error.exitCode }
}

function bugLines(error: unknown, debug: boolean): ErrorLines {
  const message = error instanceof Error ? error.message : String(error)
  const lines = [`error: internal error: ${oneLine(message)}`]
  if (!debug) lines.push('hint: this is a bug in planner; DEBUG=1 shows where')
  else if (error instanceof Error && error.stack) lines.push(error.stack)
  return { text: lines.join('\n'), exitCode: EXIT_CODE.bug }
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ')
}

/** oclif ends a command early (`this.exit`, help) by throwing an error with code EEXIT. */
function plainExit(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIT') return undefined
  const oclif = 'oclif' in error ? error.oclif : undefined
  if (typeof oclif !== 'object' || oclif === null || !('exit' in oclif)) return 0
  return typeof oclif.exit === 'number' ? oclif.exit : 0
}
