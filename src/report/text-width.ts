/**
 * Advance widths of DejaVu Sans, the font that pictures are drawn with, thousandths of the font
 * size, U+0020 to U+007E in order (from the font's hmtx table; a test holds them to what is drawn).
 */
const REGULAR: readonly number[] = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
  636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
  575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
  611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
  278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
]
const OTHER: Readonly<Record<string, number>> = {
  '×': 838,
  '·': 318,
  '–': 500,
  '—': 1000,
  '−': 838,
  '…': 1000,
}
/** The bold face is wider throughout: by 11 % over ordinary text. */
const BOLD = 1.11
const USUAL = 640

export interface Typeset {
  readonly sizePx: number
  readonly bold: boolean
}

/** Width of one line, px: `load` at 10 px is 0.278 + 0.612 + 0.613 + 0.635 em = 21.38 px. */
export function textWidth(text: string, { sizePx, bold }: Typeset): number {
  let thousandths = 0
  for (const character of text) {
    thousandths += REGULAR[character.charCodeAt(0) - 32] ?? OTHER[character] ?? USUAL
  }
  return (thousandths / 1000) * sizePx * (bold ? BOLD : 1)
}
