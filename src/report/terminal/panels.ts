import type { Role } from '../../domain/role.js'
import type { TrafficSeries } from '../../domain/traffic.js'
import type { ChartSource } from '../charts/source.js'
import { type BarColumn, renderBars } from './bars.js'
import { highest, loadColumn, stretches, trafficColumn } from './columns.js'
import type { Ink, InkName } from './ink.js'

export type PanelName = 'requests' | 'isl' | 'osl' | 'prefill' | 'decode' | 'gpus'

/** A panel as characters. */
export interface TerminalPanel {
  readonly name: PanelName
  /** Says what is shown, and holds the legend: one line or two. */
  readonly heading: string
  readonly rows: readonly string[]
  /** Value at the upper edge of the rows. */
  readonly top: number
  /** Replica counts below the rows, written where they change. */
  readonly strip?: string
}

interface Surroundings {
  readonly source: ChartSource
  /** Columns of a plot. */
  readonly width: number
  /** Columns of a line. */
  readonly headingWidth: number
  readonly ink: Ink
}

const TRAFFIC_TITLES: Readonly<Record<TrafficSeries, string>> = {
  requests: 'Requests per interval',
  isl: 'ISL, mean tokens per request',
  osl: 'OSL, mean tokens per request',
}
const ROWS = { requests: 6, isl: 3, osl: 3, prefill: 6, decode: 6, gpus: 4 } as const
const TITLES = { prefill: 'Prefill load', decode: 'Decode load' } as const

export function terminalPanels(around: Surroundings): readonly TerminalPanel[] {
  return [
    ...(['requests', 'isl', 'osl'] as const).map((series) => trafficPanel(series, around)),
    ...around.source.roles.map((role) => loadPanel(role, around)),
    gpusPanel(around),
  ]
}

function trafficPanel(series: TrafficSeries, around: Surroundings): TerminalPanel {
  const { source, ink } = around
  const columns = perColumn(around, (stretch) => trafficColumn(source, { series, stretch }))
  const legend: Legend = [
    ['█ actual', 'plain'],
    ['─ predicted', 'predicted'],
  ]
  return {
    name: series,
    heading: heading(TRAFFIC_TITLES[series], legend, around),
    ...bars(columns, { ink, rows: ROWS[series], line: 'predicted', bar: 'plain' }),
  }
}

function loadPanel(role: Role, around: Surroundings): TerminalPanel {
  const { source, ink } = around
  const columns = perColumn(around, (stretch) => loadColumn(source, { role, stretch }))
  const legend: Legend = [
    ['█ load', 'plain'],
    ['─ capacity', role],
    ['▓ above capacity', 'alarm'],
  ]
  return {
    name: role,
    heading: heading(`${TITLES[role]}, tokens per interval`, legend, around),
    ...bars(columns, { ink, rows: ROWS[role], line: role, bar: 'plain', alarmAboveLine: true }),
    strip: ink[role](replicaStrip(role, around)),
  }
}

function gpusPanel(around: Surroundings): TerminalPanel {
  const { source, ink } = around
  const columns = perColumn(around, ({ from, to }): BarColumn => {
    const gpus = Array.from({ length: to - from }, (_, offset) => gpusAt(source, from + offset))
    return { bar: highest(gpus), line: source.gpuBudget }
  })
  const used: Legend = [[`█ ${source.roles.join(' + ')}`, 'plain']]
  const { gpuBudget } = source
  const legend: Legend = gpuBudget === null ? used : [...used, [`─ budget ${gpuBudget}`, 'alarm']]
  return {
    name: 'gpus',
    heading: heading('GPUs in use', legend, around),
    ...bars(columns, { ink, rows: ROWS.gpus, line: 'alarm', bar: 'plain' }),
  }
}

type Legend = readonly (readonly [text: string, ink: InkName])[]

/** Title and legend, on one line where they fit. */
function heading(title: string, legend: Legend, { ink, headingWidth }: Surroundings): string {
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
}

function bars(
  columns: readonly BarColumn[],
  options: BarsOptions,
): { rows: readonly string[]; top: number } {
  const top = Math.max(highest(columns.flatMap(({ bar, line }) => [bar, line])) ?? 0, 1e-9)
  const plot = {
    columns,
    rows: options.rows,
    top: top < 1e-6 ? 1 : top,
    barInk: options.bar,
    lineInk: options.line,
    alarmAboveLine: options.alarmAboveLine ?? false,
  }
  return { rows: renderBars(plot, options.ink), top: plot.top }
}

/** `1────3──2───`: a count where it changes, a dash while it stays. */
function replicaStrip(role: Role, { source, width }: Surroundings): string {
  const columns = stretches(source.replicas[role].length, width)
  const counts = columns.map(({ from, to }) => highest(source.replicas[role].slice(from, to)) ?? 0)
  let strip = ''
  counts.forEach((count, column) => {
    const isNew = counts[column - 1] !== count
    // A count of several digits takes the place of the columns behind it.
    if (strip.length <= column) strip += isNew ? String(count) : '─'
  })
  return strip.slice(0, width)
}

function perColumn(
  { source, width }: Surroundings,
  of: (stretch: { from: number; to: number }) => BarColumn,
): readonly BarColumn[] {
  return stretches(source.time.length - source.warmup, width).map(of)
}

function gpusAt({ roles, replicas, gpusPerReplica }: ChartSource, index: number): number {
  return roles.reduce((sum, role) => sum + (replicas[role][index] ?? 0) * gpusPerReplica[role], 0)
}
