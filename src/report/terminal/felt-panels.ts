import type { Role } from '../../domain/role.js'
import { axisScale, scalePhrase } from '../charts/scale.js'
import type { ChartSource, Column } from '../charts/source.js'
import { formatAttainment, formatMs } from '../units.js'
import type { BarColumn } from './bars.js'
import { highest, lowest, type Stretch } from './columns.js'
import {
  bars,
  heading,
  type Legend,
  perColumn,
  type Surroundings,
  type TerminalPanel,
} from './panel.js'

/** The worst interval of a column is drawn: no miss is lost. */
export function attainmentPanel(around: Surroundings): TerminalPanel {
  const { source, ink } = around
  const both = source.felt?.sla.both ?? []
  const columns = perColumn(around, (stretch): BarColumn => {
    const worst = lowest(cut(both, stretch))
    return { bar: worst === null ? null : 1, line: worst }
  })
  const legend: Legend = [
    ['█ within both targets', 'plain'],
    ['▓ missed', 'alarm'],
  ]
  const look = { ink, rows: 6, line: 'plain', bar: 'plain', alarmAboveLine: true } as const
  return {
    name: 'sla',
    heading: heading('SLA attainment, requests', legend, around),
    ...bars(columns, { ...look, top: 1, format: formatAttainment }),
  }
}

/** The highest p95 of a column against the target, on a logarithmic scale far above it. */
export function latencyPanel(name: 'ttft' | 'itl', around: Surroundings): TerminalPanel {
  const { source, ink } = around
  const p95 = source.felt?.latency[name].p95 ?? []
  const target = source.targetsMs[name]
  const scale = axisScale([p95], target)
  const columns = perColumn(
    around,
    (stretch): BarColumn => ({ bar: highest(cut(p95, stretch)), line: target }),
  )
  const legend: Legend = [
    ['█ p95', 'plain'],
    [`─ target ${formatMs(target)}`, name === 'ttft' ? 'prefill' : 'decode'],
    ['▓ above', 'alarm'],
  ]
  const title = `${name.toUpperCase()}${scalePhrase(scale)}`
  return {
    name,
    heading: heading(title, legend, around),
    ...bars(columns, {
      ink,
      scale,
      rows: name === 'ttft' ? 6 : 3,
      line: name === 'ttft' ? 'prefill' : 'decode',
      bar: 'plain',
      alarmAboveLine: true,
      format: edgeText,
    }),
  }
}

/** Within the seven columns of an edge: `500 ms`, `9.37 s`, `1440 s`. */
function edgeText(ms: number): string {
  if (ms < 1000) return formatMs(ms)
  const seconds = ms / 1000
  return `${seconds < 100 ? Number(seconds.toPrecision(3)) : Math.round(seconds)} s`
}

/** Prefill as bars, decode as strokes. */
export function queuesPanel(around: Surroundings): TerminalPanel {
  const { felt } = around.source
  const columns = pairColumns(around, (role) => felt?.queue[role] ?? [])
  return {
    name: 'queues',
    heading: heading('Requests waiting at the end of the interval', pairLegend(around), around),
    ...bars(
      columns.map(({ bar, line }) => ({ bar, line: line === 0 ? null : line })),
      { ink: around.ink, rows: 4, line: 'decode', bar: 'prefill' },
    ),
  }
}

export function correctionsPanel(around: Surroundings): TerminalPanel {
  const { source, ink } = around
  const of = (role: Role) => source.felt?.correction[role] ?? []
  const scale = axisScale(source.roles.map(of), 1)
  return {
    name: 'corrections',
    heading: heading(`Correction factors${scalePhrase(scale)}`, pairLegend(around), around),
    ...bars(pairColumns(around, of), { ink, scale, rows: 4, line: 'decode', bar: 'prefill' }),
  }
}

function pairLegend({ source }: Surroundings): Legend {
  const marks = { prefill: '█', decode: '─' } as const
  return source.roles.map((role) => [`${marks[role]} ${role}`, role] as const)
}

function pairColumns(
  around: Surroundings,
  of: (role: Role) => ChartSource['load'][Role],
): readonly BarColumn[] {
  return perColumn(around, (stretch) => ({
    bar: highest(cut(of('prefill'), stretch)),
    line: highest(cut(of('decode'), stretch)),
  }))
}

function cut(column: Column, { from, to }: Stretch): Column {
  return column.slice(from, to)
}
