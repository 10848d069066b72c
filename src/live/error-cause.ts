/** An error as one clause for a log line or a hold. */
export function causeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  const text = message === '' && code !== undefined ? code : message
  return text.trim().replace(/\s*\n\s*/g, ' ')
}
