import { formatMoment } from '../time.js'
import { type Asked, excessAt } from './asked.js'
import { from, TIME, y } from './layers.js'
import type { Spec } from './plot.js'
import type { ChartSource, TimeWindow } from './source.js'
import { endOf, type Row, startOf } from './steps.js'
import type { Theme } from './theme.js'
import { highestOf } from './thin.js'
import { rangeOfTrace } from './window.js'

/** Room for the label of the worst interval above everything drawn: shares of the highest value. */
export const LABEL_HEADROOM = 1.3
const LABEL_AT = 1.17
const LEADER_TO = 1.1

interface WorstOptions {
  readonly columns: Asked
  readonly window: TimeWindow
  /** The highest value drawn. */
  readonly highest: number
  readonly describe: (asked: number, served: number) => string
}

/** The interval in view with the most above what was served, as a label: `0:42 — load 1.3× capacity`. */
export function worstRows(
  source: ChartSource,
  { columns, window, highest, describe }: WorstOptions,
): readonly Row[] {
  const range = rangeOfTrace(source, window)
  const isInView = (index: number) =>
    endOf(source, index) > window.from && startOf(source, index) < window.to
  const score = (index: number) => (isInView(index) ? excessAt(columns, index) : 0)
  const worst = highestOf(range, score)
  if (!(score(worst) > 0)) return []
  const start = startOf(source, worst)
  const middle = Math.min(Math.max(start + source.intervalMs / 2, window.from), window.to)
  const asked = columns.asked[worst] ?? 0
  const what = describe(asked, columns.served[worst] ?? 0)
  return [
    {
      time: middle,
      asked,
      lead: highest * LEADER_TO,
      at: highest * LABEL_AT,
      side: sideOf((middle - window.from) / (window.to - window.from)),
      text: `${formatMoment(start, source)} — ${what}`,
    },
  ]
}

/** Alignment of a label so that it stays within the plot: by its place, a share of the width. */
function sideOf(share: number): 'left' | 'center' | 'right' {
  return share < 1 / 3 ? 'left' : share > 2 / 3 ? 'right' : 'center'
}

/** The label stands above all data, a hairline leads down to the interval. */
export function worstLayers(name: string, { alarm }: Theme): readonly Spec[] {
  const data = from(name, 'worst')
  const leader = {
    data,
    mark: { type: 'rule', color: alarm, strokeWidth: 0.75 },
    encoding: { x: TIME, y: y('asked'), y2: { field: 'lead' } },
  }
  const font = { color: alarm, fontWeight: 'bold', fontSize: 11, baseline: 'middle' }
  const text = (side: ReturnType<typeof sideOf>, dx: number) => ({
    data,
    transform: [{ filter: `datum.side === '${side}'` }],
    mark: { type: 'text', align: side, dx, ...font },
    encoding: { x: TIME, y: y('at'), text: { field: 'text', type: 'nominal' } },
  })
  return [leader, text('left', -3), text('center', 0), text('right', 3)]
}
