import { boundaryRows, spreadLabels } from './labels.js'
import { commonLayers, from, TIME, y } from './layers.js'
import type { Plot, PlotData, Spec } from './plot.js'
import type { ChartSource, TimeWindow } from './source.js'
import { stepAtEnd, stepRows } from './steps.js'
import type { Theme } from './theme.js'
import { bandOf, bucketsOf, type IndexRange, weightedMeanOf } from './thin.js'
import { rangeOfTrace } from './window.js'

const NAME = 'attainment'
const HEIGHT = 88

/** Shares of requests within their targets; what misses to 100 % is tinted in alarm. */
export const attainmentPlot: Plot = {
  name: NAME,
  height: HEIGHT,
  yTicks: 3,
  wholeNumbers: false,
  format: 'share',
  datasets: ['steps', 'boundary', 'labels'],
  data: attainmentData,
  layers: attainmentLayers,
}

function attainmentLayers(theme: Theme): readonly Spec[] {
  const data = from(NAME, 'steps')
  const step = { interpolate: 'step-after', clip: true }
  const area = (mark: Spec, encoding: Spec) => ({
    data,
    mark: { type: 'area', ...step, ...mark },
    encoding: { x: TIME, ...encoding },
  })
  const line = (field: string, mark: Spec) => ({
    data,
    mark: { type: 'line', ...step, ...mark },
    encoding: { x: TIME, y: y(field) },
  })
  const { ink, alarm } = theme
  return [
    area(
      { color: alarm, opacity: 0.16 },
      { y: { ...y('both'), stack: null }, y2: { field: 'all' } },
    ),
    area(
      { color: alarm, opacity: 0.4 },
      { y: { ...y('bothLow'), stack: null }, y2: { field: 'bothHigh' } },
    ),
    line('ttft', { color: theme.prefill, strokeWidth: 3 }),
    line('itl', { color: theme.decode, strokeWidth: 3 }),
    line('both', { color: ink, strokeWidth: 1.3 }),
    ...commonLayers({ name: NAME }, theme),
  ]
}

/** Of many intervals drawn as one: the share of their requests, and the worst and best interval. */
function attainmentData(source: ChartSource, window: TimeWindow): PlotData {
  const steps = stepRows(source, {
    buckets: bucketsOf(rangeOfTrace(source, window)),
    values: (bucket) => valuesOf(source, bucket),
  })
  // A little above 100 %, so that a line there is seen whole.
  const top = 1.03
  const labels = [
    { text: 'TTFT', hue: 'prefill', at: stepAtEnd(steps, 'ttft', window) },
    { text: 'ITL', hue: 'decode', at: stepAtEnd(steps, 'itl', window) },
    { text: 'both', hue: 'ink', at: stepAtEnd(steps, 'both', window) },
  ] as const
  return {
    top,
    rows: {
      steps,
      boundary: boundaryRows(source, window),
      labels: spreadLabels(labels, { top, height: HEIGHT }),
    },
  }
}

function valuesOf({ felt, actual, warmup }: ChartSource, bucket: IndexRange): NumberRow {
  const requests = (index: number) => actual.requests[warmup + index] ?? 0
  const mean = (series: 'ttft' | 'itl' | 'both') =>
    weightedMeanOf({ column: felt?.sla[series] ?? [], weight: requests, bucket })
  const { low, high } = bandOf(felt?.sla.both ?? [], bucket)
  const both = mean('both')
  return {
    ttft: mean('ttft'),
    itl: mean('itl'),
    both,
    bothLow: low,
    bothHigh: high,
    all: both === null ? null : 1,
  }
}

type NumberRow = Readonly<Record<string, number | null>>
