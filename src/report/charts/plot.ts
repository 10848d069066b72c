import type { ChartSource, TimeWindow } from './source.js'
import type { Row } from './steps.js'
import type { Theme } from './theme.js'

/** A piece of a Vega-Lite specification. */
export type Spec = Readonly<Record<string, unknown>>

/** What a plot draws of a stretch of time. */
export interface PlotData {
  /** Value that the y axis must reach. */
  readonly top: number
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
  readonly datasets: readonly string[]
  readonly data: (source: ChartSource, window: TimeWindow) => PlotData
  readonly layers: (theme: Theme) => readonly Spec[]
}

/** One subject under one title: a plot, or several with the same time axis closely below each other. */
export interface Panel {
  readonly name: PanelName
  readonly title: string
  /** Unit of the values, the interval's length filled in. */
  readonly unit: (interval: string) => string
  readonly plots: readonly Plot[]
  readonly keys: readonly Key[]
  /** What to look for, one sentence for readers who cannot see it. */
  readonly description: string
}

export type PanelName = 'requests' | 'isl' | 'osl' | 'prefill' | 'decode' | 'gpus'

/** A line of the legend, for where there is no room to write beside the lines. */
export interface Key {
  readonly text: string
  readonly hue: 'ink' | 'predicted' | 'prefill' | 'decode' | 'alarm'
  readonly shape: 'line' | 'dashed' | 'fill'
}
