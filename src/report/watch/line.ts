import type { Ink, InkName } from '../terminal/ink.js'
import { clip, columnsOf } from './columns.js'

/** A stretch of one line in one colour. */
export interface Span {
  readonly text: string
  readonly ink: InkName
}

export type Line = readonly Span[]

export function span(text: string, ink: InkName = 'plain'): Span {
  return { text, ink }
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + columnsOf(text), 0)
}

/** Never wider than the terminal: what does not fit is cut with an ellipsis. */
export function paintLine(line: Line, { width, ink }: { width: number; ink: Ink }): string {
  let left = width
  let painted = ''
  for (const [i, { text, ink: name }] of line.entries()) {
    const isCut = lineWidth(line.slice(i)) > left && columnsOf(text) >= left
    const shown = isCut ? clip(`${text} …`, left) : text
    painted += ink[name](shown)
    if (isCut) return painted
    left -= columnsOf(shown)
  }
  return painted
}

/** Two ends of one line; the left one gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(right) - 2
  if (room < 1) return left
  const kept: Span[] = []
  let used = 0
  for (const { text, ink } of left) {
    const shown = clip(text, room - used)
    kept.push({ text: shown, ink })
    used += columnsOf(shown)
    if (shown !== text) break
  }
  return [...kept, span(' '.repeat(width - lineWidth(right) - used)), ...right]
}
