import { UserError } from '../domain/user-error.js'

/** An error as one clause for a log line or a hold, with what would mend it. */
export function causeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  const text = message === '' && code !== undefined ? code : message
  const hint = error instanceof UserError && error.hint !== undefined ? `; ${error.hint}` : ''
  return `${text.trim()}${hint}`.replace(/\s*\n\s*/g, ' ')
}
