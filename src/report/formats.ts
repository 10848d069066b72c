import type { Result } from '../run/result.js'
import type { PanelName } from './charts/plot.js'
import type { ThemeName } from './charts/theme.js'
import { type ReportAssets, renderHtml } from './html/html.js'
import { renderPng } from './png.js'
import { renderSvg } from './svg.js'
import { renderTerminal } from './terminal/terminal.js'
import { vegaLiteSpec } from './vega-lite.js'

/** What a user may choose about a plot; undefined is the format's own default. */
export interface PlotOptions {
  readonly panels: readonly PanelName[] | undefined
  /** Pixels, in a terminal columns. */
  readonly width: number | undefined
  readonly scale: number | undefined
  readonly theme: ThemeName | undefined
}

/** What the command knows and hands in. */
export interface PlotSurroundings {
  readonly terminal: { readonly width: number; readonly color: boolean }
  readonly fonts: readonly string[]
  readonly readAssets: () => Promise<ReportAssets>
}

export interface Format {
  /** Name of the file beside the result; null is standard output. */
  readonly file: string | null
  readonly takes: readonly (keyof PlotOptions)[]
  readonly render: (
    result: Result,
    options: PlotOptions,
    surroundings: PlotSurroundings,
  ) => Promise<string | Uint8Array>
}

/** One line per output format. */
export const FORMATS = {
  html: {
    file: 'report.html',
    takes: ['panels'],
    render: async (result, { panels }, { readAssets }) =>
      renderHtml(result, await readAssets(), panels),
  },
  svg: {
    file: 'charts.svg',
    takes: ['panels', 'width', 'theme'],
    render: (result, options) => renderSvg(result, options),
  },
  png: {
    file: 'charts.png',
    takes: ['panels', 'width', 'theme', 'scale'],
    render: (result, options, { fonts }) => renderPng(result, { ...options, fonts }),
  },
  'vega-lite': {
    file: 'charts.vl.json',
    takes: ['panels', 'width', 'theme'],
    render: async (result, options) =>
      `${JSON.stringify(vegaLiteSpec(result, { ...options, zoom: true }), null, 2)}\n`,
  },
  terminal: {
    file: null,
    takes: ['panels', 'width'],
    render: async (result, { panels, width }, { terminal }) =>
      renderTerminal(result, { ...terminal, width: width ?? terminal.width, panels }),
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[]

/** The format that a file name asks for by its ending; undefined when none does. */
export function formatOfFile(path: string): FormatName | undefined {
  if (/\.(vl|vega-lite)?\.?json$/i.test(path)) return 'vega-lite'
  return FORMAT_NAMES.find((name) => path.toLowerCase().endsWith(`.${name}`))
}
