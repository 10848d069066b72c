import type { ChartSource } from '../charts/source.js'
import type { PageData } from '../html/page-data.js'
import { formatMoment } from '../time.js'
import { formatCount } from '../units.js'
import type { Charts } from './charts.js'
import { element } from './element.js'
import { attainmentCells, latencyCells, latencyHead } from './felt-cells.js'
import { toPx } from './geometry.js'
import { type Cells, poolCells, trafficCells } from './pool-cells.js'
import type { PageState, Store } from './state.js'

/** Distance from the crosshair, px. */
const GAP = 14

interface TooltipOptions {
  readonly data: PageData
  readonly store: Store
  readonly charts: Charts
}

/** Every value of the interval below the crosshair, beside the pointer's line and never off screen. */
export function createTooltip({ data, store, charts }: TooltipOptions): void {
  const tip = element('div', { class: 'tooltip', role: 'status', hidden: true })
  document.body.append(tip)
  let pointerY = 0
  charts.stack.addEventListener('pointermove', (event) => {
    pointerY = event.clientY
    if (!tip.hidden) place(tip, { state: store.get(), data, charts, pointerY })
  })
  store.listen((state, before) => {
    const { hovered } = state
    tip.hidden = hovered === null
    if (hovered === null) return
    if (hovered !== before.hovered) tip.replaceChildren(...content(data, hovered))
    place(tip, { state, data, charts, pointerY })
  })
}

interface Placing {
  readonly state: PageState
  readonly data: PageData
  readonly charts: Charts
  readonly pointerY: number
}

function place(tip: HTMLElement, { state, data, charts, pointerY }: Placing): void {
  const { source } = data
  const start = source.time[state.hovered ?? 0] ?? 0
  const box = charts.stack.getBoundingClientRect()
  const edge = (time: number) => box.left + toPx(time, state.window, charts.geometry())
  const { offsetWidth, offsetHeight } = tip
  const right = edge(start + source.intervalMs) + GAP
  const left = edge(start) - GAP - offsetWidth
  const isRoomRight = right + offsetWidth <= document.documentElement.clientWidth
  const x = isRoomRight ? right : Math.max(4, left)
  const y = Math.min(Math.max(4, pointerY - offsetHeight / 2), innerHeight - offsetHeight - 4)
  tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(Math.max(4, y))}px)`
}

function content(data: PageData, at: number): readonly HTMLElement[] {
  const { source } = data
  const index = at - source.warmup
  const from = source.time[at] ?? 0
  const span = `${formatMoment(from, source)} – ${formatMoment(from + source.intervalMs, source)}`
  const name = index < 0 ? 'warm-up' : `interval ${formatCount(index)}`
  const title = element('p', { class: 'tip-title' }, [
    element('strong', {}, [span]),
    element('span', { class: 'muted' }, [name]),
  ])
  const traffic = trafficTable(source, at)
  if (index < 0) return [title, traffic]
  const pools = table(['', ...source.roles], poolCells(data, index))
  return [title, ...feltTables(source, index), traffic, pools, ...reasonLines(data, index)]
}

/** What the requests of the interval felt comes first. */
function feltTables(source: ChartSource, index: number): readonly HTMLElement[] {
  if (source.felt === null) return []
  return [
    table(['', '', ''], attainmentCells(source, index)),
    table(latencyHead(), latencyCells(source, index)),
  ]
}

function table(head: Cells, rows: readonly Cells[]): HTMLElement {
  const cell = (tag: 'th' | 'td', text: string) => element(tag, {}, [text])
  const body = rows.map(([name = '', ...values]) =>
    element('tr', {}, [
      element('th', { scope: 'row' }, [name]),
      ...values.map((value) => cell('td', value)),
    ]),
  )
  return element('table', {}, [
    element('thead', {}, [
      element(
        'tr',
        {},
        head.map((text) => cell('th', text)),
      ),
    ]),
    element('tbody', {}, body),
  ])
}

function trafficTable(source: ChartSource, at: number): HTMLElement {
  const heads = source.planned ? ['', 'actual', 'predicted'] : ['', 'actual']
  return table(heads, trafficCells(source, at))
}

function reasonLines({ decisions }: PageData, index: number): readonly HTMLElement[] {
  return (decisions.reasons[index] ?? []).map(([, role, text]) =>
    element('p', { class: 'tip-reason' }, [role === '' ? text : `${role}: ${text}`]),
  )
}
