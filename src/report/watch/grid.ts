import { formatSi } from '../units.js'
import { toWidth } from './columns.js'
import { type Line, type Span, span } from './line.js'
import { highestOf, sparkline } from './sparkline.js'

/** The three tables share their columns: a name, three numbers, a note, the history. */
export interface Grid {
  readonly name: number
  readonly number: number
  readonly note: number
  readonly history: number
  /** Room for the highest value of the history; 0 where there is none. */
  readonly most: number
}

const NAME = 9
const NOTE = 12
const GAP = 2
const MOST = 8
const LEAST_HISTORY_WITH_MOST = 12

/** At 80 columns the history has 17 of them, at 120 it has 57. */
export function gridFor(columns: number): Grid {
  const number = columns >= 72 ? 10 : 9
  const rest = Math.max(0, columns - NAME - 3 * number - NOTE - GAP)
  const most = rest - MOST >= LEAST_HISTORY_WITH_MOST ? MOST : 0
  return { name: NAME, number, note: NOTE, history: rest - most, most }
}

export interface GridRow {
  readonly name: Span
  readonly numbers: readonly [string, string, string]
  readonly note: Span
  readonly history: readonly (number | null)[]
}

export function headRow(
  grid: Grid,
  [name, first, second, third, note]: readonly string[],
  history = '',
): Line {
  const numbers = [first, second, third].map((text) => toWidth(text ?? '', grid.number, 'right'))
  const cells = `${numbers.join('')}${toWidth(note ?? '', grid.note, 'right')}${' '.repeat(GAP)}`
  const most = grid.most > 0 && history !== '' ? toWidth('most', grid.most, 'right') : ''
  return [
    span(toWidth(name ?? '', grid.name), 'bold'),
    span(`${cells}${toWidth(history, grid.history)}${most}`, 'muted'),
  ]
}

export function gridRow(grid: Grid, { name, numbers, note, history }: GridRow): Line {
  const shown = history.slice(-Math.max(1, grid.history))
  const isKnown = shown.some((value) => value !== null)
  const top = isKnown ? formatSi(highestOf(shown)) : ''
  return [
    span(toWidth(name.text, grid.name), name.ink),
    span(numbers.map((text) => toWidth(text, grid.number, 'right')).join('')),
    span(toWidth(note.text, grid.note, 'right'), note.ink),
    span(' '.repeat(GAP) + sparkline(shown, grid.history), name.ink),
    ...(grid.most > 0 ? [span(toWidth(top, grid.most, 'right'), 'muted')] : []),
  ]
}
