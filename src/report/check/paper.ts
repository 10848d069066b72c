import { type Ink, padEnd, wrap } from '../terminal/ink.js'

/** What a report is written on. */
export interface Paper {
  readonly ink: Ink
  /** Columns of the terminal. */
  readonly width: number
}

/** Room for a case's mark; what is said of it stands below its name. */
export const INDENT = '      '
const LABEL_WIDTH = 19
const LEAST_ROOM = 20

export function textLines(text: string, { width }: Paper): string[] {
  return wrapUnits(text, width - INDENT.length).map((line) => INDENT + line)
}

/** A point of a list: what goes on stands below the text. */
export function pointLines(text: string, { width }: Paper): string[] {
  return wrapUnits(text, width - INDENT.length - 2).map(
    (line, i) => `${INDENT}${i === 0 ? '·' : ' '} ${line}`,
  )
}

export function labelledLines(label: string, text: string, { ink, width }: Paper): string[] {
  return wrapUnits(text, Math.max(LEAST_ROOM, width - INDENT.length - LABEL_WIDTH)).map(
    (line, i) => INDENT + ink.muted(padEnd(i === 0 ? label : '', LABEL_WIDTH)) + line,
  )
}

const NO_BREAK = '\u00a0'
const BEFORE_UNIT = /(?<=\d) (?=(ms|s|k|M|G|GPUs?|tokens|replicas?|points)\b|%)/g

/** A number stays on the line of its unit. */
export function wrapUnits(text: string, width: number): string[] {
  return wrap(text.replace(BEFORE_UNIT, NO_BREAK), width).map((line) =>
    line.replaceAll(NO_BREAK, ' '),
  )
}
