import type { Role } from '../../domain/role.js'
import { formatMs } from '../units.js'
import { QUANTILES } from './felt.js'
import { boundaryRows, type EndLabel, spreadLabels, topOf } from './labels.js'
import { commonLayers, from, limitRule, TIME, y } from './layers.js'
import type { Plot, PlotData, Spec } from './plot.js'
import { type AxisScale, axisScale, scalePhrase } from './scale.js'
import type { ChartSource, TimeWindow } from './source.js'
import { stepAtEnd, stepRows } from './steps.js'
import type { Theme } from './theme.js'
import { bandOf, bucketsOf, type IndexRange } from './thin.js'
import { rangeOfTrace } from './window.js'

interface LatencyOptions {
  readonly name: 'ttft' | 'itl'
  /** The pool whose work it is, which lends its hue. */
  readonly role: Role
  readonly height: number
}

/** Bands between the quantiles of a latency, and its target as a rule. */
export function latencyPlot(options: LatencyOptions): Plot {
  const { name, role, height } = options
  return {
    name,
    height,
    yTicks: 4,
    wholeNumbers: false,
    format: 'ms',
    mayBeLog: true,
    datasets: ['steps', 'limit', 'boundary', 'labels'],
    data: (source, window) => latencyData(source, { ...options, window }),
    layers: (theme) => latencyLayers({ name, role, theme }),
  }
}

interface Look {
  readonly name: string
  readonly role: Role
  readonly theme: Theme
}

function latencyLayers({ name, role, theme }: Look): readonly Spec[] {
  const data = from(name, 'steps')
  const step = { interpolate: 'step-after', clip: true, color: theme[role] }
  const band = (low: string, high: string, opacity: number) => ({
    data,
    mark: { type: 'area', ...step, opacity },
    encoding: { x: TIME, y: { ...y(low), stack: null }, y2: { field: high } },
  })
  const line = (field: string, mark: Spec) => ({
    data,
    mark: { type: 'line', ...step, ...mark },
    encoding: { x: TIME, y: y(field) },
  })
  return [
    band('p95', 'p99', 0.16),
    band('p50', 'p95', 0.34),
    line('p99', { strokeWidth: 0.6, opacity: 0.7 }),
    line('p95', { strokeWidth: 1 }),
    line('p50', { strokeWidth: 2 }),
    limitRule(name, theme),
    ...commonLayers({ name }, theme),
  ]
}

interface DataOptions extends LatencyOptions {
  readonly window: TimeWindow
}

/** Of many intervals drawn as one, the highest of each quantile: no peak is lost. */
function latencyData(source: ChartSource, { name, role, height, window }: DataOptions): PlotData {
  const target = source.targetsMs[name]
  const columns = source.felt?.latency[name]
  const scale = latencyScale(source, name)
  const highest = (quantile: (typeof QUANTILES)[number], bucket: IndexRange) =>
    scale.heightOf(bandOf(columns?.[quantile] ?? [], bucket).high)
  const steps = stepRows(source, {
    buckets: bucketsOf(rangeOfTrace(source, window)),
    values: (bucket) =>
      Object.fromEntries(QUANTILES.map((quantile) => [quantile, highest(quantile, bucket)])),
  })
  const limit = scale.heightOf(target)
  const top = 1.08 * topOf([...steps.map((row) => row.p99), limit])
  const ends: readonly EndLabel[] = [
    ...QUANTILES.map((text) => ({ text, hue: role, at: stepAtEnd(steps, text, window) })),
    { text: `target ${formatMs(target)}`, hue: 'alarm', at: limit },
  ]
  return {
    top,
    floor: scale.floor,
    rows: {
      steps,
      limit: [{ at: limit }],
      boundary: boundaryRows(source, window),
      labels: spreadLabels(ends, { top, height }),
    },
  }
}

export function latencyUnit(source: ChartSource, name: LatencyOptions['name']): string {
  const scale = scalePhrase(latencyScale(source, name))
  return `quantiles over the requests that arrived in the interval${scale}`
}

function latencyScale({ felt, targetsMs }: ChartSource, name: LatencyOptions['name']): AxisScale {
  const columns = felt?.latency[name]
  return axisScale(columns === undefined ? [] : [columns.p50, columns.p99], targetsMs[name])
}
