import type { Result } from '../run/result.js'
import { datasetName } from './charts/layers.js'
import { overviewPlot } from './charts/overview.js'
import { panelsFor, plotsOf } from './charts/panels.js'
import type { Key, Panel, PanelName, Plot, Spec } from './charts/plot.js'
import {
  type ChartSource,
  chartSource,
  firstWindow,
  type TimeWindow,
  wholeWindow,
} from './charts/source.js'
import {
  AXIS_WIDTH,
  CLOCK_PARAM,
  chartConfig,
  FROM_PARAM,
  LABELS_WIDTH,
  plotParams,
  plotSpec,
  ROOM_FOR_LABELS,
  TO_PARAM,
} from './charts/spec.js'
import { THEMES, type Theme, type ThemeName } from './charts/theme.js'
import { pictureTitle } from './picture-title.js'
import { intervalName } from './time.js'

export interface PictureOptions {
  readonly panels?: readonly PanelName[] | undefined
  /** Of the whole picture, px. */
  readonly width?: number | undefined
  readonly theme?: ThemeName | undefined
}

export interface VegaLiteOptions extends PictureOptions {
  /** With an overview strip whose brush zooms all panels: for a viewer, not for a picture. */
  readonly zoom: boolean
}

export const DEFAULT_WIDTH = 960
const PADDING = 20
const BRUSH = 'zoom'
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json'

/** The panels below one another as one Vega-Lite specification with its data. */
export function vegaLiteSpec(result: Result, options: VegaLiteOptions): Spec {
  const source = chartSource(result)
  const theme = THEMES[options.theme ?? 'light']
  const panels = panelsFor(source, options.panels)
  const room = (options.width ?? DEFAULT_WIDTH) - 2 * PADDING
  const view: View = {
    source,
    theme,
    zoom: options.zoom,
    window: options.zoom ? wholeWindow(source) : firstWindow(source),
    room,
    plotWidth: room - AXIS_WIDTH - LABELS_WIDTH,
  }
  const plots = [
    ...panels.flatMap((panel) => plotsOf(panel, source)),
    ...(view.zoom ? [overviewPlot] : []),
  ]
  return {
    $schema: SCHEMA,
    title: pictureTitle(result, view),
    padding: PADDING,
    ...dataOf(plots, view),
    spacing: 26,
    vconcat: [
      ...panels.map((panel) => panelSpec(panel, view)),
      ...(view.zoom ? [overviewSpec(view)] : []),
    ],
    config: pictureConfig(theme),
  }
}

interface View {
  readonly source: ChartSource
  readonly theme: Theme
  readonly zoom: boolean
  readonly window: TimeWindow
  /** Width within the padding, px. */
  readonly room: number
  readonly plotWidth: number
}

/** Parameters and datasets of all plots. */
function dataOf(plots: readonly Plot[], { source, window }: View): Spec {
  const drawn = plots.map((plot) => ({ plot, ...plot.data(source, window) }))
  return {
    params: [
      { name: CLOCK_PARAM, value: source.clock },
      { name: FROM_PARAM, value: window.from },
      { name: TO_PARAM, value: window.to },
      ...drawn.flatMap(({ plot, ...data }) => plotParams(plot, data)),
    ],
    datasets: Object.fromEntries(
      drawn.flatMap(({ plot, rows }) =>
        plot.datasets.map((name) => [datasetName(plot.name, name), rows[name] ?? []]),
      ),
    ),
  }
}

function panelSpec(panel: Panel, view: View): Spec {
  const drawn = plotsOf(panel, view.source)
  const last = drawn.length - 1
  const plots = drawn.map((plot, index) => picturePlot(plot, view, index === last))
  const title = panelTitle(panel, view)
  return plots.length === 1 ? { title, ...plots[0] } : { title, spacing: 8, vconcat: plots }
}

function panelTitle(panel: Panel, { source, room }: View): Spec {
  const unit = panel.unit(intervalName(source.intervalMs), source)
  const text = `${panel.title(source)}, ${unit}`
  const marks = panel.unnamed?.(source) ?? []
  if (marks.length === 0) return { text, limit: room }
  const subtitle = marks.map(({ text: what, shape, hue }) => `${markName(shape, hue)} ${what}`)
  return { text, limit: room, subtitle: subtitle.join(' · '), subtitleFontSize: 11 }
}

/** A mark in words, where there is no swatch: `pale starting`. */
function markName(shape: Key['shape'], hue: Key['hue']): string {
  if (hue === 'muted') return 'grey'
  return shape === 'fill' ? 'filled' : shape
}

function picturePlot(plot: Plot, view: View, withTimes: boolean): Spec {
  const { theme, plotWidth } = view
  const spec = plotSpec(plot, { theme, timeDomain: timeDomain(view), withTimes })
  return { width: plotWidth, height: spec.height, layer: [...spec.layer, ROOM_FOR_LABELS] }
}

/** With a brush, what it selects; all when it selects nothing. */
function timeDomain({ zoom }: View): readonly [string, string] {
  const edge = (index: number, otherwise: string) =>
    zoom ? `isArray(${BRUSH}.time) ? ${BRUSH}.time[${index}] : ${otherwise}` : otherwise
  return [edge(0, FROM_PARAM), edge(1, TO_PARAM)]
}

function overviewSpec(view: View): Spec {
  const { theme, plotWidth } = view
  const spec = plotSpec(overviewPlot, { theme, withTimes: true })
  const [first, ...rest] = spec.layer
  const brush = { name: BRUSH, select: { type: 'interval', encodings: ['x'] } }
  return {
    title: { text: 'Requests over the whole trace: drag to zoom, double-click to see all' },
    width: plotWidth,
    ...spec,
    layer: [{ ...first, params: [brush] }, ...rest],
  }
}

function pictureConfig(theme: Theme): Spec {
  return { ...chartConfig(theme), concat: { spacing: 26 } }
}
