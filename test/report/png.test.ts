import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { describe, expect, test } from 'vitest'
import { renderPng } from '../../src/report/png.js'
import { textWidth } from '../../src/report/text-width.js'
import { sampleResult } from '../helpers/sample-result.js'

const FOLDER = join(
  createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'),
  '../ttf',
)
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(FOLDER, name))
const OPTIONS = { panels: ['gpus'], width: 500 } as const

describe('the png format', () => {
  test('draws text: without fonts the picture would be another', async () => {
    const withText = await renderPng(sampleResult(), { ...OPTIONS, fonts: FONTS })
    const without = await renderPng(sampleResult(), { ...OPTIONS, fonts: [] })
    expect(withText.length).toBeGreaterThan(without.length * 1.3)
  })

  test('is as wide as asked for, times its scale', async () => {
    const picture = await renderPng(sampleResult(), { ...OPTIONS, scale: 3, fonts: FONTS })
    expect([...picture.slice(1, 4)]).toEqual([...Buffer.from('PNG')])
    // Width: four bytes, most significant first, 16 bytes into the file.
    expect(new DataView(picture.buffer, picture.byteOffset).getUint32(16)).toBe(1500)
  })
})

describe('the widths that the layout reckons with', () => {
  test.each([
    { text: '0:42 — load 1.3× capacity', bold: false },
    { text: 'Input length (ISL), actual against predicted', bold: true },
    { text: 'budget 8', bold: false },
  ])('are those of the font that is drawn: $text', ({ text, bold }) => {
    const weight = bold ? 'bold' : 'normal'
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40"><text x="0" y="30" font-family="DejaVu Sans" font-size="20" font-weight="${weight}">${text}</text></svg>`
    const drawn = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: FONTS } })
    const width = drawn.innerBBox()?.width ?? 0
    expect(Math.abs(textWidth(text, { sizePx: 20, bold }) / width - 1)).toBeLessThan(0.03)
  })

  test('worked number: load at 10 px', () => {
    expect(textWidth('load', { sizePx: 10, bold: false })).toBeCloseTo(21.38, 10)
  })
})
