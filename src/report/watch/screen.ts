import type { LiveStatus } from '../../run/live-status.js'
import { inkFor } from '../terminal/ink.js'
import { decisionLines } from './decisions.js'
import { gridFor } from './grid.js'
import { headLines } from './head.js'
import { type Line, paintLine, span } from './line.js'
import { poolLines } from './pools.js'
import { slaLines } from './sla.js'
import { trafficLines } from './traffic.js'
import type { WatchView } from './view.js'

export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

/** From here on there is room for empty lines between the blocks. */
const AIRY_ROWS = 28
/** Lines of the log that a tall screen shows. */
const MOST_LOG_LINES = 5
/** Below, requests speak for all traffic, and one line for the log. */
const LOW_ROWS = 22

/** The screen as lines, none wider than it and no more than it has; a lower one loses its lower blocks. */
export function renderScreen(
  view: WatchView,
  { columns, rows, color }: ScreenSize & { readonly color: boolean },
): readonly string[] {
  const foot = [...logLines(view.log, rows), [span(keysText(view), 'muted')]]
  const bodyRows = Math.max(0, rows - foot.length)
  const body = bodyLines(view, { columns, rows: bodyRows, isLow: rows < LOW_ROWS })
  const ink = inkFor(color)
  return [...body, ...foot.slice(Math.max(0, foot.length - rows))].map((line) =>
    paintLine(line, { width: columns, ink }),
  )
}

function bodyLines(
  view: WatchView,
  { columns, rows, isLow }: ScreenSize & { readonly isLow: boolean },
): readonly Line[] {
  const { status } = view
  const gap: readonly Line[] = rows >= AIRY_ROWS ? [[]] : []
  const head = headLines(view, columns)
  if (status === null) return padded(head, rows)
  const grid = gridFor(columns)
  const traffic = trafficLines(status, grid).slice(0, isLow ? 2 : undefined)
  const blocks = [head, poolLines(status, grid), traffic, slaLines(status, grid)]
  const upper = blocks.flatMap((block) => [...block, ...gap])
  const left = rows - upper.length
  const decisions = decisionLines({ ...view, status }, { columns, rows: left })
  return padded([...upper, ...decisions], rows)
}

/** So that the last line stays where it is. */
function padded(lines: readonly Line[], rows: number): readonly Line[] {
  const empty = Array.from({ length: Math.max(0, rows - lines.length) }, (): Line => [])
  return [...lines, ...empty].slice(0, rows)
}

function logLines(log: readonly string[], rows: number): readonly Line[] {
  if (log.length === 0) return []
  const most = rows < LOW_ROWS ? 1 : rows < AIRY_ROWS ? 2 : MOST_LOG_LINES
  const shown = log.slice(-most)
  return shown.map((line, i) => [span(i === 0 ? 'LOG ' : '    ', 'bold'), span(line)])
}

function keysText({ status, connection, isStopping }: WatchView): string {
  if (isStopping) return 'stopping: finishes the order that is under way · Ctrl-C: at once'
  const quits = connection === null ? 'q: stop the planner' : 'q: leave, the planner goes on'
  return moves(status) ? `${quits} · ↑ ↓: decisions` : quits
}

function moves(status: LiveStatus | null): boolean {
  return (status?.intervals.length ?? 0) > 1
}
