import type { TimeWindow } from '../charts/source.js'
import { LABELS_WIDTH } from '../charts/spec.js'

/** Where the plots' drawing area lies: the same for all plots, px from the left of their element. */
export interface Geometry {
  readonly left: number
  readonly width: number
}

/** Room for y labels left of a plot, and for the names of lines right of it where there is any. */
export const LEFT = 50
export const RIGHT = LABELS_WIDTH
const RIGHT_NARROW = 14
const NARROW = 640

export function isNarrow(totalWidth: number): boolean {
  return totalWidth < NARROW
}

export function geometryOf(totalWidth: number): Geometry {
  const right = isNarrow(totalWidth) ? RIGHT_NARROW : RIGHT
  return { left: LEFT, width: Math.max(60, totalWidth - LEFT - right) }
}

/** Distance of a moment from the left of the plots' element, px. */
export function toPx(time: number, { from, to }: TimeWindow, { left, width }: Geometry): number {
  return left + ((time - from) / (to - from)) * width
}

export function toTime(px: number, { from, to }: TimeWindow, { left, width }: Geometry): number {
  return from + ((px - left) / width) * (to - from)
}

/** Moves and cuts a window to lie within the whole, and not below a least length. */
export function within(window: TimeWindow, whole: TimeWindow, least: number): TimeWindow {
  const length = Math.min(Math.max(window.to - window.from, least), whole.to - whole.from)
  const from = Math.min(Math.max(window.from, whole.from), whole.to - length)
  return { from, to: from + length }
}
