import type { ChartSource, TimeWindow } from './source.js'
import type { Row } from './steps.js'
import type { Hue } from './theme.js'

/** A name to write at the right edge, at the height where its line ends. */
export interface EndLabel {
  readonly text: string
  readonly hue: Hue
  readonly at: number | null
}

interface Room {
  /** Value at the upper edge. */
  readonly top: number
  /** Height of the plot, px. */
  readonly height: number
}

/** Share of the width that the warm-up must have for its name to stand left of its boundary. */
const ROOM_FOR_TEXT = 0.3
/** Height of a line of text, px. */
const LINE_PX = 13

/** Labels in their order from the bottom, pushed apart where they would overlap, none outside. */
export function spreadLabels(labels: readonly EndLabel[], { top, height }: Room): readonly Row[] {
  const line = (LINE_PX / height) * top
  const placed = labels
    .filter((label): label is EndLabel & { at: number } => label.at !== null)
    .map((label) => ({ ...label }))
    .sort((a, b) => a.at - b.at)
  placed.forEach((label, index) => {
    const below = placed[index - 1]
    label.at = Math.max(label.at, below === undefined ? line / 2 : below.at + line)
  })
  let ceiling = top - line / 2
  for (const label of placed.toReversed()) {
    label.at = Math.min(label.at, ceiling)
    ceiling = label.at - line
  }
  return placed.map(({ text, hue, at }) => ({ text, hue, at }))
}

/**
 * Where the warm-up ends and the trace begins; nothing without warm-up. The text, which is empty but
 * in one plot, says how much of the warm-up is in view.
 */
export function boundaryRows(source: ChartSource, window: TimeWindow, text = ''): readonly Row[] {
  const { warmup, time, intervalMs } = source
  const start = time[warmup]
  if (warmup === 0 || start === undefined) return []
  const shown = Math.round((start - window.from) / intervalMs)
  const part = shown < warmup ? ` (last ${shown} of ${warmup} intervals)` : ''
  const isRoomLeft = (start - window.from) / (window.to - window.from) > ROOM_FOR_TEXT
  const said = isRoomLeft ? `${text}${part}` : `← ${text}${part}`
  return [{ time: start, text: text === '' ? '' : said, side: isRoomLeft ? 'right' : 'left' }]
}

/** The highest of some cells of rows, and never so low that an axis would have no length. */
export function topOf(cells: Iterable<Row[string] | undefined>): number {
  let top = 0
  for (const cell of cells) if (typeof cell === 'number' && cell > top) top = cell
  return top > 0 ? top : 1
}
