import type { Role } from '../../domain/role.js'
import { boundaryRows, spreadLabels, topOf } from './labels.js'
import { commonLayers, from, TIME, y } from './layers.js'
import type { Plot, PlotData, Spec } from './plot.js'
import type { ChartSource, TimeWindow } from './source.js'
import { bandValues, endOf, type Row, startOf, stepAtEnd, stepRows } from './steps.js'
import type { Theme } from './theme.js'
import { bucketsOf, highestOf, type IndexRange } from './thin.js'
import { rangeOfTrace } from './window.js'
import { excessAt, LABEL_HEADROOM, worstLayers, worstRows } from './worst.js'

const HEIGHT = 132
const HEADROOM = 1.04

/** Load of a pool against what its replicas can serve; what lies above is filled in alarm. */
export function loadPlot(role: Role): Plot {
  const name = `${role}Load`
  return {
    name,
    height: HEIGHT,
    yTicks: 4,
    wholeNumbers: false,
    datasets: ['steps', 'short', 'worst', 'boundary', 'labels'],
    data: (source, window) => loadData(source, { role, window }),
    layers: (theme) => loadLayers({ name, role, theme }),
  }
}

interface Look {
  readonly name: string
  readonly role: Role
  readonly theme: Theme
}

function loadLayers({ name, role, theme }: Look): readonly Spec[] {
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
  const color = theme[role]
  return [
    area({ color: theme.ink, opacity: 0.1 }, { ...y('load'), stack: null }, { datum: 0 }),
    area({ color: theme.ink, opacity: 0.22 }, y('loadLow'), { field: 'loadHigh' }),
    area({ color, opacity: 0.25 }, y('capacityLow'), { field: 'capacityHigh' }),
    line('load', { color: theme.ink, strokeWidth: 1 }),
    line('capacity', { color, strokeWidth: 2 }),
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
    encoding: { x: TIME, x2: { field: 'end' }, y: y('capacity'), y2: { field: 'load' } },
  }
}

interface DataOptions {
  readonly role: Role
  readonly window: TimeWindow
}

function loadData(source: ChartSource, { role, window }: DataOptions): PlotData {
  const [load, capacity] = [source.load[role], source.capacity[role]]
  const buckets = bucketsOf(rangeOfTrace(source, window))
  const steps = stepRows(source, {
    buckets,
    values: (bucket) => ({
      ...bandValues('load', load, bucket),
      ...bandValues('capacity', capacity, bucket),
    }),
  })
  const highest = topOf(steps.flatMap((row) => [row.loadHigh, row.capacityHigh]))
  const worst = worstRows(source, { role, window, highest })
  const top = highest * (worst.length > 0 ? LABEL_HEADROOM : HEADROOM)
  const ends = [
    { text: 'load', hue: 'ink', at: stepAtEnd(steps, 'load', window) },
    { text: 'capacity', hue: role, at: stepAtEnd(steps, 'capacity', window) },
  ] as const
  const rows = {
    steps,
    short: shortRows(source, { role, buckets }),
    worst,
    boundary: boundaryRows(source, window),
    labels: spreadLabels(ends, { top, height: HEIGHT }),
  }
  return { top, rows }
}

interface ShortOptions {
  readonly role: Role
  readonly buckets: readonly IndexRange[]
}

/** Of each bucket the interval with the most tokens above capacity, if there is one, over its width. */
function shortRows(source: ChartSource, { role, buckets }: ShortOptions): readonly Row[] {
  return buckets.flatMap((bucket): Row[] => {
    const worst = highestOf(bucket, (index) => excessAt(source, role, index))
    if (excessAt(source, role, worst) <= 0) return []
    return [
      {
        time: startOf(source, bucket.from),
        end: endOf(source, bucket.to - 1),
        load: source.load[role][worst] ?? 0,
        capacity: source.capacity[role][worst] ?? 0,
      },
    ]
  })
}
