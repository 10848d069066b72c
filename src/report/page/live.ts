/// <reference lib="dom" />
import { type ChartSource, type TimeWindow, wholeWindow } from '../charts/source.js'
import type { Store } from './state.js'
import type { Zoom } from './zoom.js'

/** What a reload of the page keeps. */
interface Kept {
  readonly window: TimeWindow
  /** Whether the window reached to the end: then it goes on doing so. */
  readonly follows: boolean
  readonly theme: string | null
}

interface LiveOptions {
  readonly source: ChartSource
  readonly store: Store
  readonly zoom: Zoom
  readonly themeToggle: HTMLElement
}

const KEY = 'planner-live'
const MOST_THEMES = 3

/**
 * On a page that planner live serves: loads it anew when an interval has ended, at once or when the page is
 * looked at again, and shows what was shown before. On a report in a file it does nothing.
 */
export function followLive(options: LiveOptions): void {
  const shown = document.querySelector<HTMLMetaElement>('meta[name="planner-live"]')?.content
  if (shown === undefined) return
  restore(options)
  let isDue = false
  const reload = () => {
    keep(options)
    location.reload()
  }
  const events = new EventSource('events')
  events.addEventListener('interval', ({ data }) => {
    if (String(data) === shown) return
    if (document.hidden) isDue = true
    else reload()
  })
  document.addEventListener('visibilitychange', () => {
    if (isDue && !document.hidden) reload()
  })
}

function keep({ source, store }: LiveOptions): void {
  const { window } = store.get()
  const kept: Kept = {
    window,
    follows: window.to >= wholeWindow(source).to,
    theme: document.documentElement.dataset.theme ?? null,
  }
  sessionStorage.setItem(KEY, JSON.stringify(kept))
}

function restore({ source, zoom, themeToggle }: LiveOptions): void {
  const text = sessionStorage.getItem(KEY)
  sessionStorage.removeItem(KEY)
  if (text === null) return
  const { window, follows, theme } = JSON.parse(text) as Kept
  const { from, to } = wholeWindow(source)
  const isWhole = follows && window.from <= from
  const moved = { from: to - (window.to - window.from), to }
  if (isWhole) zoom.showAll()
  else zoom.show(follows ? moved : window)
  const { dataset } = document.documentElement
  for (let i = 0; i < MOST_THEMES && theme !== null && dataset.theme !== theme; i++) {
    themeToggle.click()
  }
}
