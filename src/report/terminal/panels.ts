import type { Role } from '../../domain/role.js'
import type { TrafficSeries } from '../../domain/traffic.js'
import type { PanelName } from '../charts/plot.js'
import type { ChartSource } from '../charts/source.js'
import type { BarColumn } from './bars.js'
import { highest, loadColumn, stretches, trafficColumn } from './columns.js'
import { attainmentPanel, correctionsPanel, latencyPanel, queuesPanel } from './felt-panels.js'
import {
  bars,
  heading,
  type Legend,
  perColumn,
  type Surroundings,
  type TerminalPanel,
} from './panel.js'

/** One line per panel. */
export const TERMINAL_PANELS: Readonly<Record<PanelName, (around: Surroundings) => TerminalPanel>> =
  {
    sla: attainmentPanel,
    ttft: (around) => latencyPanel('ttft', around),
    itl: (around) => latencyPanel('itl', around),
    requests: (around) => trafficPanel('requests', around),
    isl: (around) => trafficPanel('isl', around),
    osl: (around) => trafficPanel('osl', around),
    prefill: (around) => loadPanel('prefill', around),
    decode: (around) => loadPanel('decode', around),
    queues: queuesPanel,
    gpus: gpusPanel,
    corrections: correctionsPanel,
  }

const TRAFFIC_TITLES: Readonly<Record<TrafficSeries, string>> = {
  requests: 'Requests per interval',
  isl: 'ISL, mean tokens per request',
  osl: 'OSL, mean tokens per request',
}
const ROWS = { requests: 6, isl: 3, osl: 3, prefill: 6, decode: 6, gpus: 4 } as const
const TITLES = { prefill: 'Prefill load', decode: 'Decode load' } as const

function trafficPanel(series: TrafficSeries, around: Surroundings): TerminalPanel {
  const { source, ink } = around
  const columns = perColumn(around, (stretch) => trafficColumn(source, { series, stretch }))
  const actual: Legend = [['█ actual', 'plain']]
  const legend: Legend = source.planned ? [...actual, ['─ predicted', 'predicted']] : actual
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

function gpusAt({ roles, replicas, gpusPerReplica }: ChartSource, index: number): number {
  return roles.reduce((sum, role) => sum + (replicas[role][index] ?? 0) * gpusPerReplica[role], 0)
}
