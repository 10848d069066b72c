import type { Role } from '../../domain/role.js'
import { boundaryRows, spreadLabels, topOf } from './labels.js'
import { commonLayers, from, TIME, y } from './layers.js'
import type { Plot, PlotData, Spec } from './plot.js'
import type { ChartSource, TimeWindow } from './source.js'
import { bandValues, stepAtEnd, stepRows } from './steps.js'
import type { Theme } from './theme.js'
import { bucketsOf } from './thin.js'
import { rangeOfTrace } from './window.js'

const HEIGHT = 46

/** Replicas of a pool as steps, right below its load. */
export function replicasPlot(role: Role): Plot {
  const name = `${role}Replicas`
  return {
    name,
    height: HEIGHT,
    yTicks: 2,
    wholeNumbers: true,
    only: 'open-loop',
    datasets: ['steps', 'boundary', 'labels'],
    data: (source, window) => replicasData(source, { role, window }),
    layers: (theme) => replicasLayers({ name, color: theme[role], theme }),
  }
}

interface Look {
  readonly name: string
  readonly color: string
  readonly theme: Theme
}

function replicasLayers({ name, color, theme }: Look): readonly Spec[] {
  const data = from(name, 'steps')
  const step = { interpolate: 'step-after', clip: true, color }
  return [
    {
      data,
      mark: { type: 'area', ...step, opacity: 0.15 },
      encoding: { x: TIME, y: { ...y('replicasHigh'), stack: null } },
    },
    {
      data,
      mark: { type: 'area', ...step, opacity: 0.2 },
      encoding: { x: TIME, y: { ...y('replicasLow'), stack: null } },
    },
    {
      data,
      mark: { type: 'line', ...step, strokeWidth: 1.5 },
      encoding: { x: TIME, y: y('replicasHigh') },
    },
    ...commonLayers({ name }, theme),
  ]
}

/** Of many intervals drawn as one the highest count is the line: never a fraction of a replica. */
function replicasData(
  source: ChartSource,
  { role, window }: { readonly role: Role; readonly window: TimeWindow },
): PlotData {
  const steps = stepRows(source, {
    buckets: bucketsOf(rangeOfTrace(source, window)),
    values: (bucket) => bandValues('replicas', source.replicas[role], bucket),
  })
  const top = 1.1 * topOf(steps.map((row) => row.replicasHigh))
  const end = { text: 'replicas', hue: role, at: stepAtEnd(steps, 'replicasHigh', window) }
  const rows = {
    steps,
    boundary: boundaryRows(source, window),
    labels: spreadLabels([end], { top, height: HEIGHT }),
  }
  return { top, rows }
}
