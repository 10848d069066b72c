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

/** A screen on a terminal, else a line an interval. Log lines would tear the screen: there they are part of it. */
export function watchLive(options: LiveWatchOptions): LiveWatch {
  if (!wantsScreen(options)) return printedLive(options)
  const log: string[] = []
  const redraw = { now: () => undefined as void }
  return {
    writeLog: options.stderr.isTTY !== true ? undefined : take,
    async open(board) {
      const { openDashboard } = await import('../../report/watch/dashboard.js')
      const dashboard = openDashboard({
        ...options,
        color: terminalStyle(options.stdout, options.env).color,
        view: () => ({
          status: board.current(),
          nowEpochMs: options.clock.epochMs(),
          connection: null,
          log,
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
    const text = logText(line)
    if (text === null) return
    log.push(text)
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

/** Null for what the screen shows anyway: lines that tell of one interval. */
function logText(line: string): string | null {
  const { time, level, msg, why, replicas } = JSON.parse(line) as Record<string, unknown>
  if (replicas !== undefined && msg !== 'started') return null
  const text = `${String(time).slice(11, 19)} ${level}: ${msg}${why === undefined ? '' : `: ${why}`}`
  return cleanText(text)
}
