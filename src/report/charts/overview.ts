import { excessAt } from './asked.js'
import { topOf } from './labels.js'
import { from, TIME, y } from './layers.js'
import { loadOf } from './load.js'
import type { Plot, PlotData, Spec } from './plot.js'
import { type ChartSource, wholeWindow } from './source.js'
import { startOf } from './steps.js'
import type { Theme } from './theme.js'
import { bandOf, bucketsOf } from './thin.js'

const NAME = 'overview'
/** Starts are multiples of a length that need not be a whole number. */
const ROUNDING = 1e-6

/** The strip below the panels: all requests, warm-up included, and a tick at every shortfall. */
export const overviewPlot: Plot = {
  name: NAME,
  height: 44,
  yTicks: 0,
  wholeNumbers: true,
  datasets: ['area', 'short'],
  data: overviewData,
  layers: overviewLayers,
}

function overviewLayers(theme: Theme): readonly Spec[] {
  return [
    {
      data: from(NAME, 'area'),
      mark: { type: 'area', color: theme.ink, opacity: 0.25 },
      encoding: { x: TIME, y: { ...y('requests'), stack: null } },
    },
    {
      data: from(NAME, 'short'),
      mark: { type: 'tick', orient: 'vertical', color: theme.alarm, thickness: 1.5, size: 8 },
      encoding: { x: TIME, y: { value: 4 } },
    },
  ]
}

function overviewData(source: ChartSource): PlotData {
  const { actual, time, intervalMs } = source
  const area = bucketsOf({ from: 0, to: time.length }).flatMap((bucket) => {
    const end = (time[bucket.to - 1] as number) + intervalMs
    const requests = bandOf(actual.requests, bucket).high
    const row = { time: ((time[bucket.from] as number) + end) / 2, requests }
    // Intervals that nobody saw are no traffic that one could draw.
    const isGap = (time[bucket.to] ?? end) - end > intervalMs * ROUNDING
    return isGap ? [row, { time: end, requests: null }] : [row]
  })
  const top = topOf(area.map(({ requests }) => requests))
  return { top, rows: { area, short: shortRows(source) } }
}

/** One tick per shortfall, none closer than a thousandth of the axis to the one before. */
function shortRows(source: ChartSource): readonly { time: number }[] {
  const { roles, intervalMs } = source
  const pools = roles.map((role) => loadOf(source, role))
  const { from: begin, to: end } = wholeWindow(source)
  const gap = (end - begin) / 1000
  const rows: { time: number }[] = []
  for (let index = 0; index < source.time.length - source.warmup; index++) {
    const at = startOf(source, index) + intervalMs / 2
    const isShort = pools.some((pool) => excessAt(pool, index) > 0)
    const last = rows.at(-1)
    if (isShort && (last === undefined || at - last.time >= gap)) rows.push({ time: at })
  }
  return rows
}
