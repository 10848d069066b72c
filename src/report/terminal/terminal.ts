import type { Result } from '../../run/result.js'
import { type ChartSource, chartSource } from '../charts/source.js'
import { formatMoment } from '../time.js'
import { formatCount, formatSi } from '../units.js'
import { inkFor, wrap } from './ink.js'
import { type PanelName, type TerminalPanel, terminalPanels } from './panels.js'

export interface TerminalOptions {
  /** Columns of the terminal. */
  readonly width: number
  readonly color: boolean
  /** Which panels; all that the mode has when absent. */
  readonly panels?: readonly PanelName[] | undefined
}

/** Room for `1.25 M ┤` and for `replicas `. */
const AXIS_WIDTH = 9
const LEAST_WIDTH = 40
const LEAST_TICK_GAP = 12

/** The result as characters: bars for what was, lines for what was foreseen or can be served. */
export function renderTerminal(result: Result, options: TerminalOptions): string {
  const source = chartSource(result)
  const width = Math.max(LEAST_WIDTH, options.width) - AXIS_WIDTH
  const ink = inkFor(options.color)
  const panels = terminalPanels({ source, width, ink, headingWidth: width + AXIS_WIDTH }).filter(
    ({ name }) => options.panels === undefined || options.panels.includes(name),
  )
  const axis = ink.muted(timeAxis(source, width))
  const notes = stretchNotes(source, width).map(ink.muted)
  const blocks = panels.map((panel) => renderPanel(panel, { axis, muted: ink.muted }))
  return `${[...blocks, ...(notes.length === 0 ? [] : [notes.join('\n')])].join('\n\n')}\n`
}

function renderPanel(
  panel: TerminalPanel,
  { axis, muted }: { axis: string; muted: (text: string) => string },
): string {
  const last = panel.rows.length - 1
  const rows = panel.rows.map((row, index) => {
    const label = index === 0 ? formatSi(panel.top) : index === last ? '0' : ''
    const mark = label === '' ? '│' : '┤'
    return muted(`${label.padStart(AXIS_WIDTH - 2)} ${mark}`) + row
  })
  const strip =
    panel.strip === undefined ? [] : [muted('replicas'.padEnd(AXIS_WIDTH)) + panel.strip]
  return [panel.heading, ...rows, ...strip, axis].join('\n')
}

/** Labels at about every fifteenth column, each beginning below the moment it names. */
function timeAxis(source: ChartSource, width: number): string {
  const { intervalMs, clock } = source
  const times = source.time.slice(source.warmup)
  const first = times[0] ?? 0
  const span = (times.at(-1) ?? first) + intervalMs - first
  const labels = Math.max(1, Math.floor(width / (LEAST_TICK_GAP + 3)))
  let line = ' '.repeat(AXIS_WIDTH)
  for (let label = 0; label < labels; label++) {
    const column = Math.round((label * width) / labels)
    const at = first + Math.floor((span * label) / labels / intervalMs) * intervalMs
    line = `${line.padEnd(AXIS_WIDTH + column)}${formatMoment(at, { clock })}`
  }
  return line + (clock ? ' UTC' : '')
}

function stretchNotes(source: ChartSource, width: number): readonly string[] {
  const intervals = source.time.length - source.warmup
  if (intervals <= width) return []
  const each = formatCount(Math.round(intervals / width))
  const text = `Each column stands for about ${each} intervals and shows the highest, or the one that comes closest to its capacity.`
  return wrap(text, width + AXIS_WIDTH)
}
