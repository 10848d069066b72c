/** Heights of an eighth of a row each. */
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** Not known: no bar, and no zero either. */
export const UNKNOWN = '·'

/**
 * The last values, one a column, the newest at the right edge; from 0 to the highest of those shown.
 * Worked: 0, 4, 8 of at most 8 are ▁▄█: value/top of eight levels, rounded up, and at least the lowest.
 */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = width < 1 ? [] : values.slice(-width)
  const top = highestOf(shown)
  const bars = shown.map((value) => (value === null ? UNKNOWN : level(value, top)))
  return ' '.repeat(Math.max(0, width - shown.length)) + bars.join('')
}

/** 0 when there is nothing. */
export function highestOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
}

function level(value: number, top: number): string {
  if (top <= 0) return LEVELS[0]
  const step = Math.ceil((value / top) * LEVELS.length) - 1
  return LEVELS[Math.max(0, Math.min(LEVELS.length - 1, step))]!
}
