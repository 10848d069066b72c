/** Characters that take no column, or steer the terminal or the direction of writing. */
const STEERING = /[\p{Cc}\p{Cf}\p{M}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u115f\u1160\u3164\uffa0]/gu
/** Escape sequences (ECMA-48): CSI, and strings such as OSC up to their end; others by their two characters. */
const ESCAPES = new RegExp(
  [
    String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?`,
    String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?`,
    String.raw`\u001b[ -/]*[0-~]?`,
  ].join('|'),
  'g',
)

/** East Asian wide and fullwidth characters and emoji (Unicode TR11, in blocks): two columns each. */
const WIDE =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f004}\u{1f0cf}\u{1f18e}-\u{1f19a}\u{1f200}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Text from outside, fit for one line of a terminal: no escape sequence, control or invisible character. */
export function cleanText(text: string): string {
  return text
    .replace(ESCAPES, '')
    .normalize('NFC')
    .replace(/[\t-\r\p{Zs}]/gu, ' ')
    .replace(STEERING, '')
}

/** The same data with all of its texts clean. */
export function cleanTexts<T>(data: T): T {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    typeof value === 'string' ? cleanText(value) : value,
  ) as T
}

/** Columns that a clean text takes. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}

/** Cut to so many columns; an ellipsis says so. */
export function clip(text: string, width: number): string {
  if (columnsOf(text) <= width) return text
  if (width < 1) return ''
  let kept = ''
  let columns = 0
  for (const character of text) {
    columns += columnsOf(character)
    if (columns > width - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/** Exactly so many columns, to the left or the right of them. */
export function toWidth(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const clipped = clip(text, width)
  const rest = ' '.repeat(Math.max(0, width - columnsOf(clipped)))
  return side === 'left' ? clipped + rest : rest + clipped
}

/** Broken at spaces, a longer word anywhere, so that no line is wider. */
export function breakLines(text: string, width: number): readonly string[] {
  const most = Math.max(2, width)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((one) => pieces(one, most))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (columnsOf(longer) <= most) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

function pieces(word: string, width: number): string[] {
  const found: string[] = []
  let piece = ''
  for (const character of word) {
    if (columnsOf(piece + character) > width) {
      found.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...found, piece]
}
