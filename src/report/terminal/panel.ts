import type { PanelName } from '../charts/plot.js'
import type { AxisScale } from '../charts/scale.js'
import type { ChartSource } from '../charts/source.js'
import { formatSi } from '../units.js'
import { type BarColumn, renderBars } from './bars.js'
import { highest, type Stretch, stretches } from './columns.js'
import type { Ink, InkName } from './ink.js'

/** A panel as characters. */
export interface TerminalPanel {
  readonly name: PanelName
  /** Says what is shown, and holds the legend: one line or two. */
  readonly heading: string
  readonly rows: readonly string[]
  /** Values at the upper and the lower edge of the rows, as text. */
  readonly edges: readonly [upper: string, lower: string]
  /** Replica counts below the rows, written where they change. */
  readonly strip?: string
}

/** What panels are drawn of and with. */
export interface Surroundings {
  readonly source: ChartSource
  /** Columns of a plot. */
  readonly width: number
  /** Columns of a line. */
  readonly headingWidth: number
  readonly ink: Ink
}

export type Legend = readonly (readonly [text: string, ink: InkName])[]

/** Title and legend, on one line where they fit. */
export function heading(
  title: string,
  legend: Legend,
  { ink, headingWidth }: Surroundings,
): string {
  const plain = `${title}   ${legend.map(([text]) => text).join('  ')}`
  const inked = legend.map(([text, name]) => ink[name](text)).join('  ')
  return `${ink.bold(title)}${plain.length <= headingWidth ? '   ' : '\n'}${inked}`
}

interface BarsOptions {
  readonly ink: Ink
  readonly rows: number
  readonly line: InkName
  readonly bar: InkName
  readonly alarmAboveLine?: boolean
  /** Value at the upper edge; the highest drawn when absent. */
  readonly top?: number
  /** How the edges are written; with SI prefixes when absent. */
  readonly format?: (value: number) => string
  /** Heights by value; linear when absent. */
  readonly scale?: AxisScale
}

/** Bars from the bottom, and strokes over them. */
export function bars(
  columns: readonly BarColumn[],
  options: BarsOptions,
): Pick<TerminalPanel, 'rows' | 'edges'> {
  const { ink, rows, format = formatSi, scale } = options
  const heightOf = (value: number | null) => (scale ? scale.heightOf(value) : value)
  const drawn = columns.map(({ bar, line }) => ({ bar: heightOf(bar), line: heightOf(line) }))
  const most = highest(columns.flatMap(({ bar, line }) => [bar, line])) ?? 0
  const top = options.top ?? (most < 1e-6 ? 1 : most)
  const plot = {
    columns: drawn,
    rows,
    top: heightOf(top) || 1,
    barInk: options.bar,
    lineInk: options.line,
    alarmAboveLine: options.alarmAboveLine ?? false,
  }
  const floor = scale?.floor ?? 0
  return { rows: renderBars(plot, ink), edges: [format(top), floor > 0 ? format(floor) : '0'] }
}

export function perColumn(
  { source, width }: Surroundings,
  of: (stretch: Stretch) => BarColumn,
): readonly BarColumn[] {
  return stretches(source.time.length - source.warmup, width).map(of)
}
