import type { ChartSource, TimeWindow } from './source.js'
import type { Row } from './steps.js'
import type { Hue, Theme } from './theme.js'

/** A piece of a Vega-Lite specification. */
export type Spec = Readonly<Record<string, unknown>>

/** What a plot draws of a stretch of time. */
export interface PlotData {
  /** Where the y axis must reach, as drawn. */
  readonly top: number
  /** Of a plot with `mayBeLog`: the value at the bottom of a logarithmic axis, 0 for a linear one. */
  readonly floor?: number
  /** By dataset; in a specification the plot's name comes before each. */
  readonly rows: Readonly<Record<string, readonly Row[]>>
}

/** One rectangle with axes. Data and specification are apart: the latter is compiled at build time. */
export interface Plot {
  readonly name: string
  readonly height: number
  /** How many values to write along the y axis, about; 0 for none. */
  readonly yTicks: number
  /** Counts have no tick between two whole numbers. */
  readonly wholeNumbers: boolean
  /** How values are written along the y axis; with SI prefixes when absent. */
  readonly format?: 'share' | 'ms'
  /** Values are drawn in decades above a floor where they lie far apart. */
  readonly mayBeLog?: boolean
  /** Drawn only of open-loop or only of simulated runs; of both when absent. */
  readonly only?: RunKind
  readonly datasets: readonly string[]
  readonly data: (source: ChartSource, window: TimeWindow) => PlotData
  readonly layers: (theme: Theme) => readonly Spec[]
}

/** One subject under one title: a plot, or several with the same time axis closely below each other. */
export interface Panel {
  readonly name: PanelName
  readonly title: (source: ChartSource) => string
  /** Unit of the values, the interval's length filled in. */
  readonly unit: (interval: string, source: ChartSource) => string
  readonly plots: readonly Plot[]
  readonly keys: (source: ChartSource) => readonly Key[]
  /** Keys of marks that have no name at the right edge: shown however wide the window is. */
  readonly unnamed?: (source: ChartSource) => readonly Key[]
  /** Whether a result has anything for it; always when absent. */
  readonly isShown?: (source: ChartSource) => boolean
  /** What to look for, one sentence for readers who cannot see it. */
  readonly description: string
}

export type RunKind = 'open-loop' | 'simulated'

export type PanelName =
  | 'sla'
  | 'ttft'
  | 'itl'
  | 'queues'
  | 'requests'
  | 'isl'
  | 'osl'
  | 'prefill'
  | 'decode'
  | 'gpus'
  | 'corrections'

/** A line of the legend, for where there is no room to write beside the lines. */
export interface Key {
  readonly text: string
  readonly hue: Hue
  readonly shape: 'line' | 'dashed' | 'fill' | 'pale'
}
