import type { Result } from '../../run/result.js'
import { panelsFor } from '../charts/panels.js'
import type { PanelName } from '../charts/plot.js'
import { type ChartSource, chartSource } from '../charts/source.js'
import { headlineTexts, reportTitle } from '../headline.js'
import { formatMoment } from '../time.js'
import { formatCount } from '../units.js'
import { type Ink, inkFor, wrap, wrapParts } from './ink.js'
import type { TerminalPanel } from './panel.js'
import { TERMINAL_PANELS } from './panels.js'

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
  const lineWidth = width + AXIS_WIDTH
  const around = { source, width, ink, headingWidth: lineWidth }
  const axis = ink.muted(timeAxis(source, width))
  const blocks = panelsFor(source, options.panels ?? usualPanels(source)).map(({ name }) =>
    renderPanel(TERMINAL_PANELS[name](around), { axis, muted: ink.muted }),
  )
  const notes = [...stretchNotes(source, width), ...moreNotes(source, options.panels)]
    .flatMap((note) => wrap(note, lineWidth))
    .map(ink.muted)
  const parts = [renderHead(result, { ink, lineWidth }), ...blocks, notes.join('\n')]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** What was run, and the headline numbers. */
function renderHead(
  result: Result,
  { ink, lineWidth }: { readonly ink: Ink; readonly lineWidth: number },
): string {
  const lines = wrapParts(headlineTexts(result), { separator: '  ·  ', width: lineWidth })
  return [...wrap(reportTitle(result), lineWidth).map(ink.bold), ...lines].join('\n')
}

/** Of a simulated run these leave out what follows from others: it would fill several screens. */
const SIMULATED_PANELS: readonly PanelName[] = [
  'sla',
  'ttft',
  'itl',
  'requests',
  'prefill',
  'decode',
  'gpus',
]

function usualPanels({ felt }: ChartSource): readonly PanelName[] | undefined {
  return felt === null ? undefined : SIMULATED_PANELS
}

function moreNotes(
  source: ChartSource,
  asked: readonly PanelName[] | undefined,
): readonly string[] {
  const usual = usualPanels(source)
  if (asked !== undefined || usual === undefined) return []
  const more = panelsFor(source).filter(({ name }) => !usual.includes(name))
  return [
    `More with planner plot --format terminal --panel: ${more.map(({ name }) => name).join(', ')}.`,
  ]
}

function renderPanel(
  panel: TerminalPanel,
  { axis, muted }: { axis: string; muted: (text: string) => string },
): string {
  const last = panel.rows.length - 1
  const rows = panel.rows.map((row, index) => {
    const [upper, lower] = panel.edges
    const label = index === 0 ? upper : index === last ? lower : ''
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
  const text = `Each column stands for about ${each} intervals and shows the worst of them: the highest, the one closest to its capacity, the lowest attainment.`
  return [text]
}
