import type { ChartSource, TimeWindow } from '../charts/source.js'
import { indexAt } from '../charts/window.js'
import type { Charts } from './charts.js'
import { element } from './element.js'
import { toPx, toTime } from './geometry.js'
import type { PageState, Store } from './state.js'
import { ordered, type Zoom } from './zoom.js'

/** A pointer that moves less than this far has clicked, not dragged; px. */
const CLICK_PX = 4

interface CrosshairOptions {
  readonly source: ChartSource
  readonly store: Store
  readonly charts: Charts
  readonly zoom: Zoom
  /** An interval was picked in a chart. */
  readonly onPick: (index: number) => void
}

/** One line through all panels at the interval below the pointer; a drag selects a stretch to zoom. */
export function createCrosshair(options: CrosshairOptions): void {
  const { source, store, charts } = options
  const lines = { hovered: overlay('crosshair'), marked: overlay('mark') }
  const selection = overlay('selection')
  charts.stack.append(lines.marked, lines.hovered, selection)
  const place = (state: PageState) => {
    for (const which of ['hovered', 'marked'] as const) {
      placeInterval(lines[which], { index: state[which], source, window: state.window, charts })
    }
  }
  store.listen(place)
  new ResizeObserver(() => place(store.get())).observe(charts.stack)
  listenToPointer(options, selection)
  listenToKeys(options)
}

function overlay(name: string): HTMLElement {
  return element('div', { class: name, hidden: true, 'aria-hidden': 'true' })
}

interface Placing {
  readonly index: number | null
  readonly source: ChartSource
  readonly window: TimeWindow
  readonly charts: Charts
}

function placeInterval(line: HTMLElement, { index, source, window, charts }: Placing): void {
  const start = index === null ? undefined : source.time[index]
  const isSeen = start !== undefined && start + source.intervalMs > window.from && start < window.to
  line.hidden = !isSeen
  if (!isSeen) return
  const geometry = charts.geometry()
  const left = toPx(Math.max(start, window.from), window, geometry)
  const right = toPx(Math.min(start + source.intervalMs, window.to), window, geometry)
  line.style.left = `${left}px`
  line.style.width = `${Math.max(1, right - left)}px`
}

function listenToPointer(options: CrosshairOptions, selection: HTMLElement): void {
  const { source, store, charts, zoom, onPick } = options
  const { stack } = charts
  const pxOf = (event: PointerEvent) => event.clientX - stack.getBoundingClientRect().left
  const timeAt = (px: number) => toTime(px, store.get().window, charts.geometry())
  let begin: number | null = null
  stack.addEventListener('pointermove', (event) => {
    const px = pxOf(event)
    const { left, width } = charts.geometry()
    const isInside = px >= left && px <= left + width
    const index = isInside ? indexAt(source, timeAt(px)) : -1
    store.set({ hovered: index < 0 ? null : index })
    if (begin !== null) placeSelection(selection, { begin, px, left, width })
  })
  stack.addEventListener('pointerleave', () => store.set({ hovered: null }))
  stack.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && event.pointerType !== 'touch') begin = pxOf(event)
  })
  stack.addEventListener('pointerup', (event) => {
    const [from, px] = [begin ?? pxOf(event), pxOf(event)]
    begin = null
    selection.hidden = true
    if (Math.abs(px - from) >= CLICK_PX) zoom.show(ordered(timeAt(from), timeAt(px)))
    else if (store.get().hovered !== null) onPick(store.get().hovered as number)
  })
  stack.addEventListener('pointercancel', () => {
    begin = null
    selection.hidden = true
  })
  stack.addEventListener('dblclick', zoom.showAll)
}

interface Selection {
  readonly begin: number
  readonly px: number
  readonly left: number
  readonly width: number
}

function placeSelection(selection: HTMLElement, { begin, px, left, width }: Selection): void {
  selection.hidden = Math.abs(px - begin) < CLICK_PX
  const cut = (at: number) => Math.min(Math.max(at, left), left + width)
  const [from, to] = [cut(Math.min(begin, px)), cut(Math.max(begin, px))]
  selection.style.left = `${from}px`
  selection.style.width = `${to - from}px`
}

/** Arrows move the crosshair, + − 0 zoom, Enter picks, Escape lets go. */
function listenToKeys({ source, store, charts, zoom, onPick }: CrosshairOptions): void {
  const { stack } = charts
  stack.tabIndex = 0
  stack.setAttribute('role', 'group')
  stack.setAttribute(
    'aria-label',
    'Charts. Arrow keys move from interval to interval, plus and minus zoom, zero shows all, Enter finds the decision.',
  )
  const step = (by: number) => {
    const { hovered, window } = store.get()
    const first = Math.max(0, indexAt(source, window.from))
    const next = hovered === null ? first : hovered + by
    store.set({ hovered: Math.min(Math.max(0, next), source.time.length - 1) })
  }
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    '+': () => zoom.scale(0.5),
    '-': () => zoom.scale(2),
    '0': zoom.showAll,
    Escape: () => store.set({ hovered: null, marked: null }),
    Enter: () => {
      const { hovered } = store.get()
      if (hovered !== null) onPick(hovered)
    },
  }
  stack.addEventListener('keydown', (event) => {
    const act = actions[event.key]
    if (act === undefined || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    act()
  })
  stack.addEventListener('blur', () => store.set({ hovered: null }))
}
