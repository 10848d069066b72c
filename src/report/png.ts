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

/** The panels as one PNG picture. */
export async function renderPng(result: Result, options: PngOptions): Promise<Uint8Array> {
  return pngOf(await renderSvg(result, options), options)
}

/** An SVG picture as PNG, drawn with the font files given and no other. */
export async function pngOf(
  svg: string,
  { scale = DEFAULT_SCALE, fonts }: Pick<PngOptions, 'scale' | 'fonts'>,
): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js')
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: [...fonts],
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  })
  return picture.render().asPng()
}
