/** How a stream may be written to: colours and moving lines only where a person is looking. */
export interface TerminalStyle {
  readonly isTerminal: boolean
  readonly color: boolean
  /** Columns; 80 where the stream does not say. */
  readonly width: number
}

export interface OutputStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

type Environment = Readonly<Record<string, string | undefined>>

const DEFAULT_WIDTH = 80

/**
 * NO_COLOR (any value but empty, https://no-color.org) wins over FORCE_COLOR, and that over the terminal.
 * In CI (`CI` set) a stream counts as no terminal: a log file keeps what is written over.
 */
export function terminalStyle(stream: OutputStream, env: Environment): TerminalStyle {
  const isTerminal = stream.isTTY === true && !isSet(env.CI) && env.TERM !== 'dumb'
  return { isTerminal, color: mayColor(env, isTerminal), width: columns(stream, env) }
}

function mayColor(env: Environment, isTerminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined) return isSet(env.FORCE_COLOR)
  return isTerminal
}

function columns(stream: OutputStream, env: Environment): number {
  if (stream.columns !== undefined && stream.columns > 0) return stream.columns
  const fromEnv = Number(env.COLUMNS)
  return Number.isInteger(fromEnv) && fromEnv > 0 ? fromEnv : DEFAULT_WIDTH
}

/** `CI=false` and `FORCE_COLOR=0` mean no. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false'
}
