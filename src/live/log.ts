import { type DestinationStream, destination, type Logger, pino } from 'pino'
import type { Secrets } from '../connectors/secrets.js'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

export type Log = Pick<Logger, LogLevel>

/** Of lines that could not be written yet; what is more than that is lost. */
const MOST_UNWRITTEN_CHARACTERS = 2 ** 20

interface LogOptions {
  readonly level: LogLevel
  readonly secrets: Secrets
  /** Takes the lines; undefined: they go to standard error. */
  readonly write?: ((line: string) => void) | undefined
  /** A line could not be written (a full disk, a closed terminal); with the next one it is tried again. */
  readonly onFailure?: () => void
}

/** One JSON object a line. */
export function createLog({ level, secrets, write, onFailure = () => undefined }: LogOptions): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => secrets.hide(line) },
    },
    write === undefined ? standardError(onFailure) : { write },
  )
}

function standardError(onFailure: () => void): DestinationStream {
  const stream = destination({ fd: 2, sync: true, maxLength: MOST_UNWRITTEN_CHARACTERS })
  // pino's own handler lets all but a closed pipe end the process.
  stream.removeAllListeners('error').on('error', onFailure)
  return stream
}
