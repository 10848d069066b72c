import type { Role } from '../../domain/role.js'
import { boundaryRows, type EndLabel, spreadLabels, topOf } from './labels.js'
import { commonLayers, from, limitRule, TIME, y } from './layers.js'
import type { Panel, Plot, PlotData, Spec } from './plot.js'
import type { ChartSource, TimeWindow } from './source.js'
import { type Row, stepAtEnd, stepRows } from './steps.js'
import type { Theme } from './theme.js'
import { bucketsOf, highestOf } from './thin.js'
import { rangeOfTrace } from './window.js'

const NAME = 'gpus'
const HEIGHT = 80

const gpusPlot: Plot = {
  name: NAME,
  height: HEIGHT,
  yTicks: 4,
  wholeNumbers: true,
  datasets: ['steps', 'limit', 'boundary', 'labels'],
  data: gpusData,
  layers: gpusLayers,
}

export const gpusPanel: Panel = {
  name: 'gpus',
  title: ({ gpuBudget }) => (gpuBudget === null ? 'GPUs in use' : 'GPUs in use against the budget'),
  unit: () => 'prefill and decode together',
  plots: [gpusPlot],
  keys: () => [
    { text: 'prefill', hue: 'prefill', shape: 'fill' },
    { text: 'decode', hue: 'decode', shape: 'fill' },
    { text: 'budget', hue: 'alarm', shape: 'line' },
  ],
  description: 'GPUs that the target replicas of both pools need, stacked, and the GPU budget.',
}

function gpusLayers(theme: Theme): readonly Spec[] {
  const data = from(NAME, 'steps')
  const step = { type: 'area', interpolate: 'step-after', clip: true, opacity: 0.55 }
  return [
    {
      data,
      mark: { ...step, color: theme.prefill },
      encoding: { x: TIME, y: { ...y('prefill'), stack: null } },
    },
    {
      data,
      mark: { ...step, color: theme.decode },
      encoding: { x: TIME, y: { ...y('prefill'), stack: null }, y2: { field: 'total' } },
    },
    limitRule(NAME, theme),
    ...commonLayers({ name: NAME }, theme),
  ]
}

/** Of many intervals drawn as one, the one with the most GPUs in use. */
function gpusData(source: ChartSource, window: TimeWindow): PlotData {
  const { gpuBudget } = source
  const total = (index: number) =>
    gpusAt(source, 'prefill', index) + gpusAt(source, 'decode', index)
  const steps = stepRows(source, {
    buckets: bucketsOf(rangeOfTrace(source, window)),
    values: (bucket) => {
      const index = highestOf(bucket, total)
      return { prefill: gpusAt(source, 'prefill', index), total: total(index) }
    },
  })
  const top = 1.08 * topOf([...steps.map((row) => row.total), gpuBudget])
  const rows = {
    steps,
    limit: gpuBudget === null ? [] : [{ at: gpuBudget }],
    boundary: boundaryRows(source, window),
    labels: spreadLabels(ends(source, steps, window), { top, height: HEIGHT }),
  }
  return { top, rows }
}

function gpusAt(
  { roles, replicas, gpusPerReplica }: ChartSource,
  role: Role,
  index: number,
): number {
  return roles.includes(role) ? (replicas[role][index] ?? 0) * gpusPerReplica[role] : 0
}

/** A pool is named at the middle of its band, the budget at its rule. */
function ends(
  { roles, gpuBudget }: ChartSource,
  steps: readonly Row[],
  window: TimeWindow,
): readonly EndLabel[] {
  const prefill = stepAtEnd(steps, 'prefill', window) ?? 0
  const total = stepAtEnd(steps, 'total', window) ?? 0
  const middle = { prefill: prefill / 2, decode: (prefill + total) / 2 }
  return [
    ...roles.map((role) => ({ text: role, hue: role, at: middle[role] })),
    { text: `budget ${gpuBudget}`, hue: 'alarm', at: gpuBudget },
  ]
}
