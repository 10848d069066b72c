import { ROLES, type Role } from '../../domain/role.js'
import { boundaryRows, type EndLabel, spreadLabels, topOf } from './labels.js'
import { commonLayers, from, TIME, y } from './layers.js'
import type { Plot, PlotData, Spec } from './plot.js'
import { axisScale } from './scale.js'
import type { ChartSource, Column, TimeWindow } from './source.js'
import { stepAtEnd, stepRows } from './steps.js'
import type { Theme } from './theme.js'
import { bandOf, bucketsOf, type IndexRange } from './thin.js'
import { rangeOfTrace } from './window.js'

export interface RoleLinesOptions {
  readonly name: string
  readonly height: number
  readonly wholeNumbers: boolean
  readonly column: (source: ChartSource, role: Role) => Column
  /** A value to compare with, drawn as a thin rule; the axis is logarithmic far beyond it. */
  readonly reference?: number
  /** Of many intervals drawn as one: their highest, or their mean within a band. */
  readonly thinned: 'high' | 'mean'
}

/** One value per pool as steps, in the pools' hues. */
export function roleLinesPlot(options: RoleLinesOptions): Plot {
  const { name, height, wholeNumbers, reference } = options
  return {
    name,
    height,
    wholeNumbers,
    yTicks: 3,
    ...(reference === undefined ? {} : { mayBeLog: true }),
    datasets: ['steps', 'limit', 'boundary', 'labels'],
    data: (source, window) => roleLinesData(source, { ...options, window }),
    layers: (theme) => roleLinesLayers(name, theme),
  }
}

function roleLinesLayers(name: string, theme: Theme): readonly Spec[] {
  const data = from(name, 'steps')
  const step = { interpolate: 'step-after', clip: true }
  const bands = ROLES.map((role) => ({
    data,
    mark: { type: 'area', ...step, color: theme[role], opacity: 0.22 },
    encoding: { x: TIME, y: { ...y(`${role}Low`), stack: null }, y2: { field: `${role}High` } },
  }))
  const lines = ROLES.map((role) => ({
    data,
    mark: { type: 'line', ...step, color: theme[role], strokeWidth: 1.6 },
    encoding: { x: TIME, y: y(role) },
  }))
  const rule = {
    data: from(name, 'limit'),
    mark: { type: 'rule', color: theme.muted, strokeWidth: 1 },
    encoding: { y: y('at') },
  }
  return [...bands, rule, ...lines, ...commonLayers({ name }, theme)]
}

interface DataOptions extends RoleLinesOptions {
  readonly window: TimeWindow
}

function roleLinesData(source: ChartSource, options: DataOptions): PlotData {
  const { window, column, reference, thinned, height } = options
  const { roles } = source
  const columns = roles.map((role) => column(source, role))
  const scale = axisScale(columns, reference ?? Number.POSITIVE_INFINITY)
  const cells = (bucket: IndexRange) =>
    roles.flatMap((role, position) => {
      const { low, mean, high } = bandOf(columns[position] ?? [], bucket)
      return [
        [role, scale.heightOf(thinned === 'high' ? high : mean)],
        [`${role}Low`, scale.heightOf(thinned === 'high' ? 0 : low)],
        [`${role}High`, scale.heightOf(high)],
      ] as const
    })
  const steps = stepRows(source, {
    buckets: bucketsOf(rangeOfTrace(source, window)),
    values: (bucket) => Object.fromEntries(cells(bucket)),
  })
  const limit = reference === undefined ? null : scale.heightOf(reference)
  const highest = steps.flatMap((row) => roles.map((role) => row[`${role}High`]))
  const top = 1.08 * topOf([...highest, limit])
  const ends = roles.map(
    (role): EndLabel => ({ text: role, hue: role, at: stepAtEnd(steps, role, window) }),
  )
  return {
    top,
    floor: scale.floor,
    rows: {
      steps,
      limit: limit === null ? [] : [{ at: limit }],
      boundary: boundaryRows(source, window),
      labels: spreadLabels(ends, { top, height }),
    },
  }
}
