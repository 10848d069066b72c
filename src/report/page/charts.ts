import { overviewPlot } from '../charts/overview.js'
import { panelsFor } from '../charts/panels.js'
import type { Key, Panel } from '../charts/plot.js'
import { type ChartSource, wholeWindow } from '../charts/source.js'
import { bucketSize } from '../charts/thin.js'
import { rangeWithWarmup } from '../charts/window.js'
import { intervalName } from '../time.js'
import { formatCount } from '../units.js'
import { element } from './element.js'
import { type Geometry, geometryOf, isNarrow } from './geometry.js'
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
  readonly specs: PageSpecs
  readonly store: Store
  readonly section: HTMLElement
}

export function createCharts({ source, specs, store, section }: ChartsOptions): Charts {
  const stack = element('div', { class: 'stack' })
  const strip = element('div', { class: 'strip' })
  const note = element('p', { class: 'muted note' })
  section.append(note, stack, element('div', { class: 'overview' }, [strip]))
  const views = panelsFor(source.roles).flatMap((panel) => {
    const { figure, containers } = panelElement(panel, source)
    stack.append(figure)
    return panel.plots.map((plot, index) =>
      createPlotView({
        plot,
        spec: specs[plot.name] as PageSpecs[string],
        source,
        container: containers[index] as HTMLElement,
        withTimes: index === panel.plots.length - 1,
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

function noteText(source: ChartSource, store: Store): string {
  const { from, to } = rangeWithWarmup(source, store.get().window)
  const size = bucketSize(to - from)
  const how =
    size === 1
      ? ''
      : ` Each step stands for ${formatCount(size)} intervals: bands from lowest to highest, lines their mean, replicas and GPUs the highest. Zoom in for single intervals.`
  return `Drag across a chart to zoom, double-click to see all; click an interval to find its decision.${how}`
}

function panelElement(panel: Panel, source: ChartSource) {
  const id = `panel-${panel.name}`
  const unit = panel.unit(intervalName(source.intervalMs))
  const heading = element('h3', { id }, [
    panel.title,
    element('span', { class: 'unit' }, [`, ${unit}`]),
  ])
  const keys = element('ul', { class: 'keys' }, panel.keys.map(keyElement))
  const containers = panel.plots.map(() =>
    element('div', { class: 'plot', role: 'img', 'aria-label': panel.description }),
  )
  const figure = element('figure', { class: 'panel', 'aria-labelledby': id }, [
    element('figcaption', {}, [heading, keys]),
    ...containers,
  ])
  return { figure, containers }
}

function keyElement({ text, hue, shape }: Key): HTMLElement {
  const swatch = element('span', { class: `swatch ${shape} ${hue}`, 'aria-hidden': 'true' })
  return element('li', {}, [swatch, text])
}
