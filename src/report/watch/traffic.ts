import { TRAFFIC_SERIES, type TrafficSeries } from '../../domain/traffic.js'
import type { LiveStatus } from '../../run/live-status.js'
import { formatSi, MISSING } from '../units.js'
import { type Grid, gridRow, headRow } from './grid.js'
import { type Line, span } from './line.js'

const NAMES: Readonly<Record<TrafficSeries, string>> = {
  requests: 'requests',
  isl: 'ISL',
  osl: 'OSL',
}

/** What came, what had been foreseen of it an interval before, and what is foreseen next. */
export function trafficLines({ intervals }: LiveStatus, grid: Grid): readonly Line[] {
  const last = intervals.at(-1)
  const before = intervals.at(-2)
  const rows = TRAFFIC_SERIES.map((series) => {
    const observed = last?.observed?.[series] ?? null
    const foreseen = before?.forecast[series] ?? null
    return gridRow(grid, {
      name: span(NAMES[series]),
      numbers: [formatSi(observed), formatSi(foreseen), formatSi(last?.forecast[series] ?? null)],
      note: span(errorOf(foreseen, observed)),
      history: intervals.map((interval) => interval.observed?.[series] ?? null),
    })
  })
  return [headRow(grid, ['TRAFFIC', 'observed', 'forecast', 'next', 'error']), ...rows]
}

/** Of the forecast, in per cent of what came: foreseen 90, came 100: `−10 %`. */
function errorOf(foreseen: number | null, observed: number | null): string {
  if (foreseen === null || observed === null || observed === 0) return MISSING
  const percent = Math.round((foreseen / observed - 1) * 100)
  if (percent === 0) return '0 %'
  return `${percent > 0 ? '+' : '−'}${formatSi(Math.abs(percent))} %`
}
