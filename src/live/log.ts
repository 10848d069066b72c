import { destination, type Logger, pino } from 'pino'
import type { Secrets } from '../connectors/secrets.js'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

export type Log = Pick<Logger, LogLevel>

/** One JSON object a line, on standard error unless a test takes them. */
export function createLog({
  level,
  secrets,
  write,
}: {
  readonly level: LogLevel
  readonly secrets: Secrets
  readonly write?: ((line: string) => void) | undefined
}): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => secrets.hide(line) },
    },
    write === undefined ? destination({ fd: 2, sync: true }) : { write },
  )
}
