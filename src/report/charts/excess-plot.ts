import { type Asked, excessAt } from './asked.js'
import { boundaryRows, spreadLabels, topOf } from './labels.js'
import { commonLayers, from, TIME, y } from './layers.js'
import type { Plot, PlotData, Spec } from './plot.js'
import type { ChartSource, TimeWindow } from './source.js'
import { bandValues, endOf, type Row, startOf, stepAtEnd, stepRows } from './steps.js'
import type { Hue, Theme } from './theme.js'
import { bucketsOf, highestOf, type IndexRange } from './thin.js'
import { rangeOfTrace } from './window.js'
import { LABEL_HEADROOM, worstLayers, worstRows } from './worst.js'

const HEADROOM = 1.04

export interface ExcessPlotOptions {
  readonly name: string
  readonly height: number
  readonly wholeNumbers: boolean
  readonly hue: Hue
  /** Names at the right edge. */
  readonly names: { readonly asked: string; readonly served: string }
  readonly columns: (source: ChartSource) => Asked
  /** What is written of the worst interval. */
  readonly describe: (asked: number, served: number) => string
}

/** What was asked for against what was served; what lies above is filled in alarm. */
export function excessPlot(options: ExcessPlotOptions): Plot {
  const { name, height, wholeNumbers, hue } = options
  return {
    name,
    height,
    yTicks: height > 100 ? 4 : 3,
    wholeNumbers,
    datasets: ['steps', 'short', 'worst', 'boundary', 'labels'],
    data: (source, window) => excessData(source, { ...options, window }),
    layers: (theme) => excessLayers({ name, hue, theme }),
  }
}

interface Look {
  readonly name: string
  readonly hue: Hue
  readonly theme: Theme
}

function excessLayers({ name, hue, theme }: Look): readonly Spec[] {
  const steps = from(name, 'steps')
  const step = { interpolate: 'step-after', clip: true }
  const area = (mark: Spec, low: Spec, high: Spec) => ({
    data: steps,
    mark: { type: 'area', ...step, ...mark },
    encoding: { x: TIME, y: low, y2: high },
  })
  const line = (field: string, mark: Spec) => ({
    data: steps,
    mark: { type: 'line', ...step, ...mark },
    encoding: { x: TIME, y: y(field) },
  })
  const color = theme[hue]
  return [
    area({ color: theme.ink, opacity: 0.1 }, { ...y('asked'), stack: null }, { datum: 0 }),
    area({ color: theme.ink, opacity: 0.22 }, y('askedLow'), { field: 'askedHigh' }),
    area({ color, opacity: 0.25 }, y('servedLow'), { field: 'servedHigh' }),
    line('asked', { color: theme.ink, strokeWidth: 1 }),
    line('served', { color, strokeWidth: 2 }),
    shortLayer(name, theme),
    ...worstLayers(name, theme),
    ...commonLayers({ name }, theme),
  ]
}

/** On top of everything, and never narrower than its outline: one short interval in 10,000 shows. */
function shortLayer(name: string, { alarm }: Theme): Spec {
  return {
    data: from(name, 'short'),
    mark: { type: 'rect', clip: true, color: alarm, stroke: alarm, strokeWidth: 0.75 },
    encoding: { x: TIME, x2: { field: 'end' }, y: y('served'), y2: { field: 'asked' } },
  }
}

interface DataOptions extends ExcessPlotOptions {
  readonly window: TimeWindow
}

function excessData(source: ChartSource, options: DataOptions): PlotData {
  const { window, height, hue, names, describe } = options
  const columns = options.columns(source)
  const buckets = bucketsOf(rangeOfTrace(source, window))
  const steps = stepRows(source, {
    buckets,
    values: (bucket) => ({
      ...bandValues('asked', columns.asked, bucket),
      ...bandValues('served', columns.served, bucket),
    }),
  })
  const highest = topOf(steps.flatMap((row) => [row.askedHigh, row.servedHigh]))
  const worst = worstRows(source, { columns, window, highest, describe })
  const top = highest * (worst.length > 0 ? LABEL_HEADROOM : HEADROOM)
  const ends = [
    { text: names.asked, hue: 'ink', at: stepAtEnd(steps, 'asked', window) },
    { text: names.served, hue, at: stepAtEnd(steps, 'served', window) },
  ] as const
  const rows = {
    steps,
    short: shortRows(source, { columns, buckets }),
    worst,
    boundary: boundaryRows(source, window),
    labels: spreadLabels(ends, { top, height }),
  }
  return { top, rows }
}

interface ShortOptions {
  readonly columns: Asked
  readonly buckets: readonly IndexRange[]
}

/** Of each bucket the interval in which most was not served, if there is one, over its width. */
function shortRows(source: ChartSource, { columns, buckets }: ShortOptions): readonly Row[] {
  return buckets.flatMap((bucket): Row[] => {
    const worst = highestOf(bucket, (index) => excessAt(columns, index))
    if (excessAt(columns, worst) <= 0) return []
    return [
      {
        time: startOf(source, bucket.from),
        end: endOf(source, bucket.to - 1),
        asked: columns.asked[worst] ?? 0,
        served: columns.served[worst] ?? 0,
      },
    ]
  })
}
