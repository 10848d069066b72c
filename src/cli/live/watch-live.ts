import type { Clock } from '../../live/clock.js'
import { cleanText } from '../../report/watch/columns.js'
import { terminalStyle } from '../terminal.js'
import { IntervalLines, type WatchStreams, wantsScreen } from '../watch/screen-or-lines.js'
import type { StatusBoard } from './status-board.js'

/** How a planner is looked at in its own terminal. */
export interface LiveWatch {
  /** Takes the lines of the log; undefined: they go to standard error, as ever. */
  readonly writeLog: ((line: string) => void) | undefined
  open(board: StatusBoard): Promise<{ close(): void }>
}

interface LiveWatchOptions extends WatchStreams {
  readonly stderr: NodeJS.WriteStream
  readonly clock: Clock
  /** Asks the planner to end, as Ctrl-C does. */
  readonly interrupt: () => void
  readonly signal: AbortSignal
}

const MOST_LOG_LINES = 5
/** What is no warning makes room for decisions after a while. */
const INFO_MS = 60_000

interface LogLine {
  readonly text: string
  readonly untilEpochMs: number
}

/** A screen on a terminal, else a line an interval. Log lines would tear the screen: there they are part of it. */
export function watchLive(options: LiveWatchOptions): LiveWatch {
  if (!wantsScreen(options)) return printedLive(options)
  const log: LogLine[] = []
  const { clock } = options
  const redraw: { now: () => void } = { now: () => undefined }
  return {
    writeLog: options.stderr.isTTY !== true ? undefined : take,
    async open(board) {
      const { openDashboard } = await import('../../report/watch/dashboard.js')
      const dashboard = openDashboard({
        ...options,
        color: terminalStyle(options.stdout, options.env).color,
        view: () => ({
          status: board.current(),
          nowEpochMs: clock.epochMs(),
          connection: null,
          log: shownLog(log, clock.epochMs()),
          isStopping: options.signal.aborted,
        }),
        onQuit: () => options.interrupt(),
      })
      redraw.now = () => dashboard.draw()
      options.signal.addEventListener('abort', redraw.now, { once: true })
      board.whenChanged(redraw.now)
      return {
        close() {
          redraw.now = () => undefined
          board.whenChanged(redraw.now)
          dashboard.close()
        },
      }
    },
  }

  function take(line: string): void {
    const parsed = parseLogLine(line)
    if (parsed === null) return
    log.push(parsed)
    if (log.length > MOST_LOG_LINES) log.shift()
    redraw.now()
  }
}

function printedLive({ stdout }: LiveWatchOptions): LiveWatch {
  return {
    writeLog: undefined,
    async open(board) {
      const lines = new IntervalLines((line) => stdout.write(line))
      // What the journal has from before this start is not printed again.
      let sinceEpochMs: number | null = null
      board.whenChanged(() => {
        const status = board.current()
        sinceEpochMs ??= status.nowEpochMs
        const since = sinceEpochMs
        const intervals = status.intervals.filter(({ atEpochMs }) => atEpochMs >= since)
        void lines.tell({ ...status, intervals })
      })
      return { close: () => board.whenChanged(() => undefined) }
    },
  }
}

function shownLog(log: readonly LogLine[], nowEpochMs: number): readonly string[] {
  return log.filter(({ untilEpochMs }) => untilEpochMs > nowEpochMs).map(({ text }) => text)
}

/** Null for what the screen shows anyway: lines that tell of one interval. */
function parseLogLine(line: string): LogLine | null {
  const { time, level, msg, why, address, replicas } = JSON.parse(line) as Record<string, unknown>
  if (replicas !== undefined && msg !== 'started') return null
  const more = why ?? address
  const text = `${String(time).slice(11, 19)} ${level}: ${msg}${more === undefined ? '' : `: ${more}`}`
  const isQuiet = level === 'info' || level === 'debug'
  const untilEpochMs = isQuiet ? Date.parse(String(time)) + INFO_MS : Number.POSITIVE_INFINITY
  return { text: cleanText(text), untilEpochMs }
}
