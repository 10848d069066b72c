import type { Plot, Spec } from './plot.js'
import { HUES, type Theme } from './theme.js'

/** Where a dataset is found: the plot's name keeps those of different plots apart. */
export function datasetName(plot: string, dataset: string): string {
  return `${plot}_${dataset}`
}

export function from(plot: string, dataset: string): Spec {
  return { name: datasetName(plot, dataset) }
}

export const TIME: Spec = { field: 'time', type: 'temporal' }

export function y(field: string): Spec {
  return { field, type: 'quantitative' }
}

/** Layers every panel's plot has: the end of the warm-up, and labels at the right. */
export function commonLayers({ name }: Pick<Plot, 'name'>, theme: Theme): readonly Spec[] {
  return [...boundary(name, theme), endLabels(name, theme)]
}

function boundary(name: string, theme: Theme): readonly Spec[] {
  const data = from(name, 'boundary')
  const rule = {
    data,
    mark: { type: 'rule', color: theme.muted, strokeWidth: 1, clip: true },
    encoding: { x: TIME },
  }
  const font = { color: theme.muted, fontStyle: 'italic', fontSize: 11, baseline: 'top' }
  const label = (align: 'left' | 'right', dx: number) => ({
    data,
    transform: [{ filter: `datum.side === '${align}'` }],
    mark: { type: 'text', align, dx, clip: true, ...font },
    encoding: { x: TIME, y: { value: 2 }, text: { field: 'text', type: 'nominal' } },
  })
  return [rule, label('right', -6), label('left', 6)]
}

/** Names of the lines, right of where they end; already kept apart by `endLabels` of labels.ts. */
function endLabels(name: string, theme: Theme): Spec {
  return {
    data: from(name, 'labels'),
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 7, fontSize: 11 },
    encoding: {
      x: { value: 'width' },
      y: y('at'),
      text: { field: 'text', type: 'nominal' },
      color: {
        field: 'hue',
        type: 'nominal',
        legend: null,
        scale: { domain: HUES, range: HUES.map((hue) => theme[hue]) },
      },
    },
  }
}

/** A limit: a thin rule in the alarm colour over the whole width. */
export function limitRule(name: string, theme: Theme): Spec {
  return {
    data: from(name, 'limit'),
    mark: { type: 'rule', color: theme.alarm, strokeWidth: 1 },
    encoding: { y: y('at') },
  }
}
