import { parse, type Spec, View } from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import { datasetName } from '../charts/layers.js'
import type { Plot } from '../charts/plot.js'
import type { ChartSource, TimeWindow } from '../charts/source.js'
import { CLOCK_PARAM, FROM_PARAM, plotParams, TO_PARAM } from '../charts/spec.js'
import { type Geometry, RIGHT } from './geometry.js'

const TOP = 8
const BOTTOM_WITH_TIMES = 22
const BOTTOM = 5

export interface PlotView {
  readonly draw: (window: TimeWindow, geometry: Geometry) => void
}

interface PlotViewOptions {
  readonly plot: Plot
  readonly spec: Spec
  readonly source: ChartSource
  readonly container: HTMLElement
  readonly withTimes: boolean
}

/** A plot as SVG in the page. Expressions are interpreted: the page allows no evaluated code. */
export function createPlotView(options: PlotViewOptions): PlotView {
  const { plot, spec, source, container, withTimes } = options
  const config = { events: { bind: 'none', view: false, window: false } } as const
  const view = new View(parse(spec, config, { ast: true }), {
    renderer: 'svg',
    container,
    hover: false,
    expr: expressionInterpreter,
  })
  view.signal(CLOCK_PARAM, source.clock)
  return {
    draw(window, { left, width }) {
      const data = plot.data(source, window)
      const hasLabels = width + left + RIGHT <= container.clientWidth
      for (const name of plot.datasets) {
        const isHidden = name === 'labels' && !hasLabels
        view.data(datasetName(plot.name, name), isHidden ? [] : [...(data.rows[name] ?? [])])
      }
      view.signal(FROM_PARAM, window.from).signal(TO_PARAM, window.to)
      for (const { name, value } of plotParams(plot, data)) view.signal(name, value)
      const bottom = withTimes ? BOTTOM_WITH_TIMES : BOTTOM
      const right = container.clientWidth - left - width
      view.width(width).padding({ left, right, top: TOP, bottom })
      void view.runAsync()
    },
  }
}
