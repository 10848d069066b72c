import { overviewPlot } from '../charts/overview.js'
import { panelsFor, plotsOf } from '../charts/panels.js'
import { type ChartSource, wholeWindow } from '../charts/source.js'
import { thinningNote } from '../charts/thinning-note.js'
import type { PageData } from '../html/page-data.js'
import { element } from './element.js'
import { type Geometry, geometryOf, isNarrow } from './geometry.js'
import { panelElement } from './panel-element.js'
import { createPlotView, type PlotView } from './plot-view.js'
import type { PageSpecs } from './specs.js'
import type { Store } from './state.js'

/** The panels and the overview in the page. */
export interface Charts {
  /** Holds the panels and nothing else. */
  readonly stack: HTMLElement
  /** Holds the overview's plot. */
  readonly strip: HTMLElement
  readonly geometry: () => Geometry
}

interface ChartsOptions {
  readonly source: ChartSource
  readonly panels: PageData['panels']
  readonly specs: PageSpecs
  readonly store: Store
  readonly section: HTMLElement
}

export function createCharts(options: ChartsOptions): Charts {
  const { source, panels, specs, store, section } = options
  const stack = element('div', { class: 'stack' })
  const strip = element('div', { class: 'strip' })
  const note = element('p', { class: 'muted note' })
  section.append(note, stack, element('div', { class: 'overview' }, [strip]))
  const views = panelsFor(source, panels).flatMap((panel) => {
    const plots = plotsOf(panel, source)
    const { figure, containers } = panelElement(panel, source)
    stack.append(figure)
    return plots.map((plot, index) =>
      createPlotView({
        plot,
        spec: specs[plot.name] as PageSpecs[string],
        source,
        container: containers[index] as HTMLElement,
        withTimes: index === plots.length - 1,
      }),
    )
  })
  const overview = createPlotView({
    plot: overviewPlot,
    spec: specs[overviewPlot.name] as PageSpecs[string],
    source,
    container: strip,
    withTimes: true,
  })
  const geometry = () => geometryOf(stack.clientWidth)
  keepDrawn({ views, overview, source, store, stack, geometry, note })
  return { stack, strip, geometry }
}

interface Drawing {
  readonly views: readonly PlotView[]
  readonly overview: PlotView
  readonly source: ChartSource
  readonly store: Store
  readonly stack: HTMLElement
  readonly geometry: () => Geometry
  readonly note: HTMLElement
}

/** Draws now, when the window of time changes, and when the page is resized. */
function keepDrawn({ views, overview, source, store, stack, geometry, note }: Drawing): void {
  const whole = wholeWindow(source)
  const drawPanels = () => {
    const { window } = store.get()
    for (const view of views) view.draw(window, geometry())
    note.textContent = noteText(source, store)
  }
  const drawAll = () => {
    stack.classList.toggle('narrow', isNarrow(stack.clientWidth))
    overview.draw(whole, geometry())
    drawPanels()
  }
  store.listen((state, before) => {
    if (state.window !== before.window) drawPanels()
  })
  let width = 0
  new ResizeObserver(() => {
    if (stack.clientWidth === width) return
    width = stack.clientWidth
    drawAll()
  }).observe(stack)
}

const HELP =
  'Drag across a chart to zoom, double-click to see all; click an interval to find its decision.'

function noteText(source: ChartSource, store: Store): string {
  const how = thinningNote(source, store.get().window)
  return how === '' ? HELP : `${HELP} ${how} Zoom in for single intervals.`
}
