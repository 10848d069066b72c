import type { Role } from '../../domain/role.js'
import type { ChartSource, Column } from '../charts/source.js'
import type { PageData } from '../html/page-data.js'
import { formatMoment } from '../time.js'
import { formatAmount, formatCount, formatMs, formatShare, formatSi, MISSING } from '../units.js'
import type { Charts } from './charts.js'
import { element } from './element.js'
import { toPx } from './geometry.js'
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

type Cells = readonly string[]

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
  const traffic = table(['', 'actual', 'predicted'], trafficCells(source, at))
  if (index < 0) return [title, traffic]
  const pools = table(['', ...source.roles], poolCells(data, index))
  return [title, traffic, pools, ...reasonLines(data, index)]
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

function trafficCells(source: ChartSource, at: number): readonly Cells[] {
  const { actual, predicted, warmup } = source
  const pair = (series: 'requests' | 'isl' | 'osl', unit: string) => [
    amount(actual[series][at], unit),
    amount(predicted[series][at - warmup], unit),
  ]
  return [
    ['Requests', ...pair('requests', '')],
    ['ISL', ...pair('isl', 'tokens')],
    ['OSL', ...pair('osl', 'tokens')],
  ]
}

function poolCells({ source, decisions }: PageData, index: number): readonly Cells[] {
  const per = (of: (role: Role) => string) => source.roles.map(of)
  const value = (columns: Readonly<Record<Role, Column>>, role: Role) =>
    columns[role][index] ?? null
  return [
    ['Load', ...per((role) => amount(value(source.load, role), 'tokens'))],
    ['Capacity', ...per((role) => amount(value(source.capacity, role), 'tokens'))],
    ['Used', ...per((role) => usage(source, role, index))],
    ['Replicas', ...per((role) => formatCount(value(source.replicas, role)))],
    ['Before limits', ...per((role) => formatCount(value(decisions.unclamped, role)))],
    ['GPUs', ...per((role) => gpus(source, role, index))],
    ['Forecast load', ...per((role) => amount(value(decisions.demand, role), 'tokens/s'))],
    ['Throughput/GPU', ...per((role) => amount(value(decisions.throughput, role), 'tokens/s'))],
    ['Correction', ...per((role) => formatSi(value(decisions.correction, role)))],
    ['Expected latency', ...per((role) => latency(role, value(decisions.latencyMs, role)))],
  ]
}

function amount(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return MISSING
  return unit === '' ? formatSi(value) : formatAmount(value, unit)
}

/** Load as a share of capacity. */
export function usageShare(source: ChartSource, role: Role, index: number): number | null {
  const load = source.load[role][index] ?? 0
  const capacity = source.capacity[role][index] ?? 0
  return capacity > 0 ? load / capacity : load > 0 ? Number.POSITIVE_INFINITY : null
}

function usage(source: ChartSource, role: Role, index: number): string {
  const share = usageShare(source, role, index)
  return share === Number.POSITIVE_INFINITY ? 'no capacity' : formatShare(share)
}

function gpus({ replicas, gpusPerReplica }: ChartSource, role: Role, index: number): string {
  return formatCount((replicas[role][index] ?? 0) * gpusPerReplica[role])
}

function latency(role: Role, ms: number | null): string {
  return ms === null ? MISSING : `${role === 'prefill' ? 'TTFT' : 'ITL'} ${formatMs(ms)}`
}

function reasonLines({ decisions }: PageData, index: number): readonly HTMLElement[] {
  return (decisions.reasons[index] ?? []).map(([, role, text]) =>
    element('p', { class: 'tip-reason' }, [role === '' ? text : `${role}: ${text}`]),
  )
}
