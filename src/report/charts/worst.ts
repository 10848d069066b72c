import type { Role } from '../../domain/role.js'
import { describeExcess } from '../shortfall.js'
import { formatMoment } from '../time.js'
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
  readonly role: Role
  readonly window: TimeWindow
  /** The highest value drawn. */
  readonly highest: number
}

/** The interval in view with the most tokens above capacity, as a label: `0:42 — load 1.3× capacity`. */
export function worstRows(
  source: ChartSource,
  { role, window, highest }: WorstOptions,
): readonly Row[] {
  const range = rangeOfTrace(source, window)
  const isInView = (index: number) =>
    endOf(source, index) > window.from && startOf(source, index) < window.to
  const score = (index: number) => (isInView(index) ? excessAt(source, role, index) : 0)
  const worst = highestOf(range, score)
  if (!(score(worst) > 0)) return []
  const start = startOf(source, worst)
  const middle = Math.min(Math.max(start + source.intervalMs / 2, window.from), window.to)
  const load = source.load[role][worst] ?? 0
  const what = describeExcess(load, source.capacity[role][worst] ?? 0)
  return [
    {
      time: middle,
      load,
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

/** Tokens above capacity; negative while there is room. */
export function excessAt(source: ChartSource, role: Role, index: number): number {
  return (source.load[role][index] ?? 0) - (source.capacity[role][index] ?? 0)
}

/** The label stands above all data, a hairline leads down to the interval. */
export function worstLayers(name: string, { alarm }: Theme): readonly Spec[] {
  const data = from(name, 'worst')
  const leader = {
    data,
    mark: { type: 'rule', color: alarm, strokeWidth: 0.75 },
    encoding: { x: TIME, y: y('load'), y2: { field: 'lead' } },
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
