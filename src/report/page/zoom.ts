import { type ChartSource, type TimeWindow, wholeWindow } from '../charts/source.js'
import { formatMoment } from '../time.js'
import type { Charts } from './charts.js'
import { element } from './element.js'
import { toPx, toTime, within } from './geometry.js'
import type { Store } from './state.js'

/** No closer than so many intervals. */
const LEAST_INTERVALS = 3

type Part = 'body' | 'start' | 'end'

interface ZoomOptions {
  readonly source: ChartSource
  readonly store: Store
  readonly charts: Charts
}

export interface Zoom {
  /** Shows this stretch, or as much of it as there is. */
  readonly show: (window: TimeWindow) => void
  readonly showAll: () => void
  /** Halves or doubles what is seen, around its middle: below 1 zooms in. */
  readonly scale: (factor: number) => void
}

/** The overview's brush: drag its middle to move, its edges to zoom; the edges take arrow keys. */
export function createZoom({ source, store, charts }: ZoomOptions): Zoom {
  const whole = wholeWindow(source)
  const least = source.intervalMs * LEAST_INTERVALS
  const show = (window: TimeWindow) => store.set({ window: within(window, whole, least) })
  const showAll = () => store.set({ window: whole })
  const brush = createBrush(source)
  charts.strip.append(brush.body, brush.start, brush.end)
  const place = () => placeBrush({ brush, window: store.get().window, whole, charts })
  store.listen((state, before) => {
    if (state.window !== before.window) place()
  })
  new ResizeObserver(place).observe(charts.strip)
  dragBrush({ brush, store, whole, least, charts, show })
  charts.strip.addEventListener('dblclick', showAll)
  for (const part of ['start', 'end'] as const) {
    brush[part].addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key]
      if (step === undefined) return
      event.preventDefault()
      show(moved({ part, window: store.get().window, by: step * source.intervalMs, least }))
    })
  }
  const scale = (factor: number) => {
    const { from, to } = store.get().window
    const [middle, half] = [(from + to) / 2, ((to - from) / 2) * factor]
    show({ from: middle - half, to: middle + half })
  }
  return { show, showAll, scale }
}

interface Brush {
  readonly body: HTMLElement
  readonly start: HTMLElement
  readonly end: HTMLElement
  readonly textOf: (time: number) => string
}

function createBrush(source: ChartSource): Brush {
  const handle = (part: 'start' | 'end') =>
    element('div', {
      class: `handle ${part}`,
      role: 'slider',
      tabindex: 0,
      'aria-label': part === 'start' ? 'Start of what is shown' : 'End of what is shown',
    })
  return {
    body: element('div', { class: 'brush' }),
    start: handle('start'),
    end: handle('end'),
    textOf: (time) => formatMoment(Math.round(time / 1000) * 1000, source),
  }
}

interface Placing {
  readonly brush: Brush
  readonly window: TimeWindow
  readonly whole: TimeWindow
  readonly charts: Charts
}

function placeBrush({ brush, window, whole, charts }: Placing): void {
  const geometry = charts.geometry()
  const left = toPx(window.from, whole, geometry)
  const right = toPx(window.to, whole, geometry)
  brush.body.style.left = `${left}px`
  brush.body.style.width = `${right - left}px`
  brush.body.classList.toggle('all', right - left >= geometry.width - 0.5)
  const values = { start: window.from, end: window.to }
  for (const part of ['start', 'end'] as const) {
    const handle = brush[part]
    handle.style.left = `${part === 'start' ? left : right}px`
    handle.setAttribute('aria-valuemin', String(whole.from))
    handle.setAttribute('aria-valuemax', String(whole.to))
    handle.setAttribute('aria-valuenow', String(values[part]))
    handle.setAttribute('aria-valuetext', brush.textOf(values[part]))
  }
}

interface Dragging {
  readonly brush: Brush
  readonly store: Store
  readonly whole: TimeWindow
  readonly least: number
  readonly charts: Charts
  readonly show: (window: TimeWindow) => void
}

/** Beside the brush, a drag begins a new one. */
function dragBrush({ brush, store, whole, least, charts, show }: Dragging): void {
  const { strip } = charts
  const timeAt = (event: PointerEvent) =>
    toTime(event.clientX - strip.getBoundingClientRect().left, whole, charts.geometry())
  strip.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    event.preventDefault()
    strip.setPointerCapture(event.pointerId)
    const begin = timeAt(event)
    const window = store.get().window
    const part = partAt(event.target, brush)
    const move = (moveEvent: PointerEvent) => {
      const at = timeAt(moveEvent)
      if (part === undefined) {
        if (Math.abs(at - begin) > least / 3) show(ordered(begin, at))
      } else show(moved({ part, window, by: at - begin, least }))
    }
    const stop = () => {
      strip.removeEventListener('pointermove', move)
      strip.removeEventListener('pointerup', stop)
      strip.removeEventListener('pointercancel', stop)
    }
    strip.addEventListener('pointermove', move)
    strip.addEventListener('pointerup', stop)
    strip.addEventListener('pointercancel', stop)
  })
}

/** The brush's body over everything cannot be grabbed to move anything: then a new one is drawn. */
function partAt(target: EventTarget | null, brush: Brush): Part | undefined {
  if (target === brush.start) return 'start'
  if (target === brush.end) return 'end'
  const isAll = brush.body.classList.contains('all')
  return target === brush.body && !isAll ? 'body' : undefined
}

interface Move {
  readonly part: Part
  readonly window: TimeWindow
  readonly by: number
  readonly least: number
}

function moved({ part, window: { from, to }, by, least }: Move): TimeWindow {
  if (part === 'body') return { from: from + by, to: to + by }
  if (part === 'start') return { from: Math.min(from + by, to - least), to }
  return { from, to: Math.max(to + by, from + least) }
}

export function ordered(a: number, b: number): TimeWindow {
  return { from: Math.min(a, b), to: Math.max(a, b) }
}
