import type { Role } from '../../domain/role.js'
import type { TrafficSeries } from '../../domain/traffic.js'
import type { ChartSource, Column } from '../charts/source.js'
import type { BarColumn } from './bars.js'

/** The intervals that one column of the terminal stands for: from, up to and without to. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Spreads the intervals over the width; with fewer intervals than columns each is repeated. */
export function stretches(intervals: number, width: number): readonly Stretch[] {
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * intervals) / width)
    const to = Math.max(from + 1, Math.floor(((column + 1) * intervals) / width))
    return { from, to }
  })
}

/** Actual and predicted, each the highest of its stretch. */
export function trafficColumn(
  source: ChartSource,
  { series, stretch }: { series: TrafficSeries; stretch: Stretch },
): BarColumn {
  const { from, to } = stretch
  return {
    bar: highest(source.actual[series].slice(source.warmup + from, source.warmup + to)),
    line: highest(source.predicted[series].slice(from, to)),
  }
}

/** Load and capacity of the one interval that comes closest to its capacity or exceeds it most. */
export function loadColumn(
  source: ChartSource,
  { role, stretch }: { role: Role; stretch: Stretch },
): BarColumn {
  let worst = stretch.from
  for (let index = stretch.from; index < stretch.to; index++) {
    if (excess(source, { role, index }) > excess(source, { role, index: worst })) worst = index
  }
  return {
    bar: source.load[role][worst] ?? null,
    line: source.capacity[role][worst] ?? null,
  }
}

/** The highest value of a stretch; null when it holds none. */
export function highest(values: Column): number | null {
  let best: number | null = null
  for (const value of values) if (value !== null && (best === null || value > best)) best = value
  return best
}

/** The lowest value of a stretch; null when it holds none. */
export function lowest(values: Column): number | null {
  let best: number | null = null
  for (const value of values) if (value !== null && (best === null || value < best)) best = value
  return best
}

function excess(source: ChartSource, { role, index }: { role: Role; index: number }): number {
  return (source.load[role][index] ?? 0) - (source.capacity[role][index] ?? 0)
}
