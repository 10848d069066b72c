import type { Role } from '../../domain/role.js'
import { boundaryRows, spreadLabels, topOf } from './labels.js'
import { commonLayers, from, TIME, y } from './layers.js'
import type { Plot, PlotData, Spec } from './plot.js'
import type { ChartSource, TimeWindow } from './source.js'
import { stepAtEnd, stepRows } from './steps.js'
import type { Theme } from './theme.js'
import { bandOf, bucketsOf, highestOf, type IndexRange } from './thin.js'
import { rangeOfTrace } from './window.js'

const HEIGHT = 46

/** Replicas of a simulated pool, stacked: ready, starting, draining; and the target as a line. */
export function fleetPlot(role: Role): Plot {
  const name = `${role}Fleet`
  return {
    name,
    height: HEIGHT,
    yTicks: 2,
    wholeNumbers: true,
    only: 'simulated',
    datasets: ['steps', 'boundary', 'labels'],
    data: (source, window) => fleetData(source, { role, window }),
    layers: (theme) => fleetLayers({ name, color: theme[role], theme }),
  }
}

interface Look {
  readonly name: string
  readonly color: string
  readonly theme: Theme
}

function fleetLayers({ name, color, theme }: Look): readonly Spec[] {
  const data = from(name, 'steps')
  const step = { interpolate: 'step-after', clip: true }
  const area = (high: string, low: Spec, mark: Spec) => ({
    data,
    mark: { type: 'area', ...step, ...mark },
    encoding: { x: TIME, y: { ...y(high), stack: null }, y2: low },
  })
  return [
    area('ready', { datum: 0 }, { color, opacity: 0.42 }),
    area('started', { field: 'ready' }, { color, opacity: 0.16 }),
    area('all', { field: 'started' }, { color: theme.muted, opacity: 0.4 }),
    {
      data,
      mark: { type: 'line', ...step, color, strokeWidth: 1.6 },
      encoding: { x: TIME, y: y('target') },
    },
    ...commonLayers({ name }, theme),
  ]
}

interface DataOptions {
  readonly role: Role
  readonly window: TimeWindow
}

function fleetData(source: ChartSource, { role, window }: DataOptions): PlotData {
  const steps = stepRows(source, {
    buckets: bucketsOf(rangeOfTrace(source, window)),
    values: (bucket) => valuesOf(source, role, bucket),
  })
  const top = 1.1 * topOf(steps.flatMap((row) => [row.target, row.all]))
  const end = { text: 'replicas', hue: role, at: stepAtEnd(steps, 'target', window) }
  const rows = {
    steps,
    boundary: boundaryRows(source, window),
    labels: spreadLabels([end], { top, height: HEIGHT }),
  }
  return { top, rows }
}

/** Of many intervals drawn as one, that with the most replicas, and the highest target. */
function valuesOf({ felt, replicas }: ChartSource, role: Role, bucket: IndexRange) {
  const at = (column: 'ready' | 'starting' | 'draining', index: number) =>
    felt?.[column][role][index] ?? 0
  const all = (index: number) => at('ready', index) + at('starting', index) + at('draining', index)
  const index = highestOf(bucket, all)
  return {
    target: bandOf(replicas[role], bucket).high,
    ready: at('ready', index),
    started: at('ready', index) + at('starting', index),
    all: all(index),
  }
}

/** Whether pale or grey is to be seen anywhere, which has no name at the right edge. */
export function hasComingOrGoing({ felt }: ChartSource, role: Role): boolean {
  const isAny = (column: 'starting' | 'draining') =>
    felt?.[column][role].some((count) => (count ?? 0) > 0) ?? false
  return isAny('starting') || isAny('draining')
}
