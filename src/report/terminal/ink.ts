/** Colours of the terminal, by what they stand for; each is the identity when colour is off. */
export interface Ink {
  readonly muted: (text: string) => string
  readonly bold: (text: string) => string
  readonly alarm: (text: string) => string
  readonly predicted: (text: string) => string
  readonly prefill: (text: string) => string
  readonly decode: (text: string) => string
  readonly plain: (text: string) => string
}

export type InkName = keyof Ink

/** SGR codes: the 16 standard colours, so the user's own palette applies, light or dark. */
const CODES: Readonly<Record<InkName, number | undefined>> = {
  muted: 2,
  bold: 1,
  alarm: 31,
  predicted: 35,
  prefill: 34,
  decode: 32,
  plain: undefined,
}

export function inkFor(color: boolean): Ink {
  const paint = (name: InkName) => {
    const code = CODES[name]
    return (text: string) =>
      color && code !== undefined && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text
  }
  return {
    muted: paint('muted'),
    bold: paint('bold'),
    alarm: paint('alarm'),
    predicted: paint('predicted'),
    prefill: paint('prefill'),
    decode: paint('decode'),
    plain: paint('plain'),
  }
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length))
}

/** Parts in one line each as far as they fit. */
export function wrapParts(
  parts: readonly string[],
  { separator, width }: { readonly separator: string; readonly width: number },
): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const longer = `${lines.at(-1)}${separator}${part}`
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}

/** Breaks at spaces so that no line is wider; a longer word stays whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.split(/(?<=\S)(?= )/)) {
    if (line !== '' && line.length + piece.length > width) {
      lines.push(line)
      line = piece.trimStart()
    } else line += piece
  }
  return [...lines, line]
}
