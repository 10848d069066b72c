import type { FirstDifference, TextLine } from '../../regression/case-report.js'
import { labelledLines, type Paper, pointLines, textLines } from './paper.js'
import { compareSides } from './sides.js'
import { firstDifferenceText, type SideNames, sideTitle } from './wording.js'

interface Options {
  readonly names: SideNames
  readonly paper: Paper
  /** Or only where the first difference is. */
  readonly withArithmetic: boolean
}

/** The first interval that differs, what in the arithmetic does, and the arithmetic of both sides. */
export function differenceLines(
  first: FirstDifference,
  { names, paper, withArithmetic }: Options,
): string[] {
  const head = textLines(`first difference: ${firstDifferenceText(first)}`, paper)
  if (!withArithmetic) return head
  const sides = compareSides(first)
  const block = (title: string, lines: readonly TextLine[]) =>
    lines.length === 0 ? [] : [...textLines(title, paper).map(paper.ink.bold), ...each(lines)]
  const each = (lines: readonly TextLine[]) =>
    lines.flatMap(([label, text]) => labelledLines(label, text, paper))
  return [
    ...head.map(paper.ink.bold),
    ...first.causes.flatMap((cause) => pointLines(cause, paper)),
    ...block('On both sides', sides.common),
    ...block(sideTitle('baseline', { first, names }), sides.baseline),
    ...block(sideTitle('now', { first, names }), sides.now),
  ]
}
