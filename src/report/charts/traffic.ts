import type { TrafficSeries } from '../../domain/traffic.js'
import { boundaryRows, spreadLabels, topOf } from './labels.js'
import { commonLayers, from, TIME, y } from './layers.js'
import type { Key, Plot, PlotData, Spec } from './plot.js'
import type { ChartSource, TimeWindow } from './source.js'
import { bandValues, lineAtEnd, type Row } from './steps.js'
import type { Theme } from './theme.js'
import { bucketsOf, type IndexRange } from './thin.js'
import { rangeWithWarmup } from './window.js'

/** Up to so many intervals each actual value has a dot. */
const DOTS_UP_TO = 80
/** Space above the highest value, so that a line never runs along the edge. */
const HEADROOM = 1.04
const NO_VALUES = {
  actual: null,
  actualLow: null,
  actualHigh: null,
  predicted: null,
  predictedLow: null,
  predictedHigh: null,
}

const ACTUAL: Key = { text: 'actual', hue: 'ink', shape: 'line' }
const PREDICTED: Key = { text: 'predicted', hue: 'predicted', shape: 'dashed' }

/** With a fixed fleet nothing is predicted. */
export function trafficKeys({ planned }: ChartSource): readonly Key[] {
  return planned ? [ACTUAL, PREDICTED] : [ACTUAL]
}

export function trafficTitle(subject: string): (source: ChartSource) => string {
  return ({ planned }) => (planned ? `${subject}, actual against predicted` : subject)
}

interface TrafficPlotOptions {
  readonly series: TrafficSeries
  readonly height: number
  readonly wholeNumbers: boolean
  /** Written left of the boundary line. */
  readonly warmupText?: string
}

/** One series, actual against predicted: the value of an interval stands at its middle. */
export function trafficPlot(options: TrafficPlotOptions): Plot {
  const { series: name, height, wholeNumbers } = options
  return {
    name,
    height,
    wholeNumbers,
    yTicks: height > 90 ? 4 : 3,
    datasets: ['lines', 'actualDots', 'predictedDots', 'boundary', 'labels'],
    data: (source, window) => trafficData(source, { ...options, window }),
    layers: (theme) => trafficLayers(name, theme),
  }
}

function trafficLayers(name: string, theme: Theme): readonly Spec[] {
  const { ink, predicted } = theme
  return [
    band(name, { field: 'actual', color: ink, opacity: 0.22 }),
    band(name, { field: 'predicted', color: predicted, opacity: 0.2 }),
    line(name, { field: 'actual', color: ink, strokeWidth: 1.4 }),
    line(name, { field: 'predicted', color: predicted, strokeWidth: 1.6, strokeDash: [4, 3] }),
    dots(name, { field: 'actual', color: ink }),
    dots(name, { field: 'predicted', color: predicted }),
    ...commonLayers({ name }, theme),
  ]
}

interface Look {
  readonly field: string
  readonly color: string
}

/** From the lowest to the highest of many intervals; without height where each is drawn by itself. */
function band(name: string, { field, ...mark }: Look & { readonly opacity: number }): Spec {
  return {
    data: from(name, 'lines'),
    mark: { type: 'area', clip: true, ...mark },
    encoding: { x: TIME, y: { ...y(`${field}Low`), stack: null }, y2: { field: `${field}High` } },
  }
}

interface LineLook extends Look {
  readonly strokeWidth: number
  readonly strokeDash?: readonly number[]
}

function line(name: string, { field, ...mark }: LineLook): Spec {
  return {
    data: from(name, 'lines'),
    mark: { type: 'line', clip: true, strokeJoin: 'round', ...mark },
    encoding: { x: TIME, y: y(field) },
  }
}

function dots(name: string, { field, color }: Look): Spec {
  return {
    data: from(name, `${field}Dots`),
    mark: { type: 'point', filled: true, size: 13, opacity: 1, clip: true, color },
    encoding: { x: TIME, y: y(field) },
  }
}

interface DataOptions extends TrafficPlotOptions {
  readonly window: TimeWindow
}

function trafficData(source: ChartSource, options: DataOptions): PlotData {
  const { window, series, height, warmupText = '' } = options
  const range = rangeWithWarmup(source, window)
  const lines = lineRows(source, { series, range })
  const top = HEADROOM * topOf(lines.flatMap((row) => [row.actualHigh, row.predictedHigh]))
  const isSparse = range.to - range.from <= DOTS_UP_TO
  const ends = [
    { text: 'actual', hue: 'ink', at: lineAtEnd(lines, 'actual', window) },
    { text: 'predicted', hue: 'predicted', at: lineAtEnd(lines, 'predicted', window) },
  ] as const
  const rows = {
    lines,
    actualDots: dotRows(lines, { name: 'actual', all: isSparse }),
    predictedDots: dotRows(lines, { name: 'predicted', all: false }),
    boundary: boundaryRows(source, window, warmupText),
    labels: spreadLabels(ends, { top, height }),
  }
  return { top, rows }
}

interface LineOptions {
  readonly series: TrafficSeries
  readonly range: IndexRange
}

/** Intervals that the trace leaves out break the lines. */
function lineRows(source: ChartSource, { series, range }: LineOptions): readonly Row[] {
  const { time, intervalMs, warmup } = source
  const rows: Row[] = []
  let before = Number.NaN
  for (const bucket of bucketsOf(range)) {
    const start = time[bucket.from] as number
    const end = (time[bucket.to - 1] as number) + intervalMs
    if (start - before > intervalMs * 1e-6) rows.push({ time: start, ...NO_VALUES })
    const ofTrace = { from: bucket.from - warmup, to: bucket.to - warmup }
    rows.push({
      time: (start + end) / 2,
      ...bandValues('actual', source.actual[series], bucket),
      ...bandValues('predicted', source.predicted[series], ofTrace),
    })
    before = end
  }
  return rows
}

/** A value without neighbours would not show as a line: it always has a dot. */
function dotRows(
  lines: readonly Row[],
  { name, all }: { readonly name: string; readonly all: boolean },
): readonly Row[] {
  const isMissing = (row: Row | undefined) => (row?.[name] ?? null) === null
  return lines
    .filter(
      (row, index) =>
        !isMissing(row) && (all || (isMissing(lines[index - 1]) && isMissing(lines[index + 1]))),
    )
    .map((row) => ({ time: row.time ?? null, [name]: row[name] ?? null }))
}
