/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { PageData } from '../html/page-data.js'
import { createCharts } from './charts.js'
import { createCrosshair } from './crosshair.js'
import { byId } from './element.js'
import { followLive } from './live.js'
import type { PageSpecs } from './specs.js'
import { createStore } from './state.js'
import { createTable } from './table.js'
import { createThemeToggle } from './theme-toggle.js'
import { createTooltip } from './tooltip.js'
import { createZoom } from './zoom.js'

/** Brings the report to life: everything it needs is in the page. */
function start(): void {
  const data = readJson<PageData>('page-data')
  const specs = readJson<PageSpecs>('page-specs')
  const { source, panels } = data
  const store = createStore(source)
  const charts = createCharts({ source, panels, specs, store, section: byId('charts') })
  const zoom = createZoom({ source, store, charts })
  const show = (at: number) => {
    store.set({ marked: at })
    const start = source.time[at] ?? 0
    const { from, to } = store.get().window
    const half = (to - from) / 2
    if (start < from || start >= to) zoom.show({ from: start - half, to: start + half })
  }
  const table = createTable({
    data,
    store,
    section: byId('decisions'),
    onPick(index) {
      show(source.warmup + index)
      byId('charts').scrollIntoView()
    },
  })
  createCrosshair({
    source,
    store,
    charts,
    zoom,
    onPick(at) {
      store.set({ marked: at })
      if (at >= source.warmup) table.reveal(at - source.warmup)
    },
  })
  createTooltip({ data, store, charts })
  const themeToggle = byId('theme')
  createThemeToggle(themeToggle)
  followLive({ source, store, zoom, themeToggle })
}

/** Written by our own report, so trusted to have its shape. */
function readJson<Shape>(id: string): Shape {
  return JSON.parse(byId(id).textContent ?? '') as Shape
}

start()
