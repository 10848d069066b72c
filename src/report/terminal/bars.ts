import type { Ink, InkName } from './ink.js'

/** Heights of an eighth of a row each; a bar is full blocks with one of these on top. */
const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** Horizontal strokes from the bottom of a cell to its top, a fifth of a row apart. */
const STROKES = ['⎽', '⎼', '─', '⎻', '⎺'] as const
const OVER_LINE = '▓'

/** One column of a plot: a bar from 0, and a line drawn over it. Null is nothing. */
export interface BarColumn {
  readonly bar: number | null
  readonly line: number | null
}

export interface BarPlot {
  readonly columns: readonly BarColumn[]
  readonly rows: number
  /** Value at the upper edge. */
  readonly top: number
  readonly barInk: InkName
  readonly lineInk: InkName
  /** What of a bar reaches above the line is drawn hatched, in the alarm colour. */
  readonly alarmAboveLine: boolean
}

interface Cell {
  readonly text: string
  readonly ink: InkName
}

/** The rows of a plot, uppermost first. */
export function renderBars(plot: BarPlot, ink: Ink): readonly string[] {
  return Array.from({ length: plot.rows }, (_, fromTop) => {
    const row = plot.rows - 1 - fromTop
    return paint(
      plot.columns.map((column) => cellOf(column, { plot, row })),
      ink,
    )
  })
}

function cellOf(column: BarColumn, { plot, row }: { plot: BarPlot; row: number }): Cell {
  const scale = plot.rows / plot.top
  const line = column.line === null ? null : column.line * scale
  const bar = (column.bar ?? 0) * scale
  const isShort = plot.alarmAboveLine && line !== null && bar > line
  if (line !== null && Math.min(Math.floor(line), plot.rows - 1) === row) {
    return { text: strokeAt(line - row), ink: plot.lineInk }
  }
  const filled = Math.round((bar - row) * 8)
  if (isShort && line < row && filled > 0) return { text: OVER_LINE, ink: 'alarm' }
  return { text: EIGHTHS[Math.max(0, Math.min(8, filled))] ?? ' ', ink: plot.barInk }
}

function strokeAt(height: number): string {
  const fifth = Math.floor(height * STROKES.length)
  return STROKES[Math.max(0, Math.min(STROKES.length - 1, fifth))] ?? '─'
}

/** One escape sequence per run of equal colour, not per character. */
function paint(cells: readonly Cell[], ink: Ink): string {
  const runs: { text: string; ink: InkName }[] = []
  for (const cell of cells) {
    const last = runs.at(-1)
    if (last !== undefined && (last.ink === cell.ink || cell.text === ' ')) last.text += cell.text
    else runs.push({ ...cell })
  }
  return runs.map((run) => ink[run.ink](run.text)).join('')
}
