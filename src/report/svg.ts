import type * as Vega from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import type { Result } from '../run/result.js'
import type { Spec } from './charts/plot.js'
import { textWidth } from './text-width.js'
import { type PictureOptions, vegaLiteSpec } from './vega-lite.js'

/** The panels as one SVG picture. */
export async function renderSvg(result: Result, options: PictureOptions): Promise<string> {
  return renderSpec(vegaLiteSpec(result, { ...options, zoom: false }))
}

/** A specification as an SVG picture; the chart libraries are loaded only here. */
export async function renderSpec(spec: Spec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  measureShippedFont(vega)
  const logger = vega.logger(vega.Warn, 'error', throwOnWarning)
  const runtime = vega.parse(compile(spec as unknown as TopLevelSpec, { logger }).spec)
  const view = new vega.View(runtime, { renderer: 'none', logger })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}

interface TextMetrics {
  /** Width of a text item's line, px. */
  width: (item: { fontSize?: number; fontWeight?: string | number }, text: string) => number
}

/** Without a canvas, Vega guesses 0.8 em a character; the layout needs the widths that are drawn. */
function measureShippedFont(vega: typeof Vega): void {
  const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics }
  textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
    textWidth(String(text), { sizePx: fontSize, bold: fontWeight === 'bold' })
}

/** Our own specifications give no reason for warnings: one is a mistake in them. */
function throwOnWarning(_method: string, _level: string, input: readonly unknown[]): void {
  throw new Error(`the chart library warns: ${input.map(String).join(' ')}`)
}
