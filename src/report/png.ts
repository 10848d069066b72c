import type { Result } from '../run/result.js'
import { renderSvg } from './svg.js'
import type { PictureOptions } from './vega-lite.js'

export interface PngOptions extends PictureOptions {
  /** Pixels per CSS pixel. */
  readonly scale?: number | undefined
  /** The font files to draw text with: without any, text would silently be missing. */
  readonly fonts: readonly string[]
}

const DEFAULT_SCALE = 2

/** The panels as one PNG picture, drawn with the font files given and no other. */
export async function renderPng(result: Result, options: PngOptions): Promise<Uint8Array> {
  const [svg, { Resvg }] = await Promise.all([
    renderSvg(result, options),
    import('@resvg/resvg-js'),
  ])
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: options.scale ?? DEFAULT_SCALE },
    font: {
      loadSystemFonts: false,
      fontFiles: [...options.fonts],
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  })
  return picture.render().asPng()
}
