import type { Column } from './source.js'

/** From values to heights: as they are, or, above a floor, decades over it. */
export interface AxisScale {
  /** Value at the bottom of a logarithmic axis; 0 for a linear one. */
  readonly floor: number
  readonly heightOf: (value: number | null) => number | null
}

/** To be said wherever an axis does not begin at 0. */
export function scalePhrase({ floor }: AxisScale): string {
  return floor > 0 ? ', logarithmic scale' : ''
}

/** A linear axis up to so many times the reference: beyond, the reference would hug its bottom. */
const LINEAR_UP_TO = 10
const MOST_DECADES = 6

/**
 * The scale on which both the values and a reference (a target, or 1) can be read. Over a target of
 * 500 ms 17 s are drawn at log10(17,000 ÷ 100) = 2.23 decades above 100 ms when 200 ms are the least.
 */
export function axisScale(columns: readonly Column[], reference: number): AxisScale {
  let [least, most] = [reference, reference]
  for (const column of columns) {
    for (const value of column) {
      if (value === null || value <= 0) continue
      least = Math.min(least, value)
      most = Math.max(most, value)
    }
  }
  const isLinear = !(reference > 0) || most <= LINEAR_UP_TO * reference
  if (isLinear) return { floor: 0, heightOf: (value) => value }
  const decade = Math.max(Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)) - MOST_DECADES)
  const floor = 10 ** decade
  return {
    floor,
    heightOf: (value) => (value === null ? null : Math.max(0, Math.log10(value / floor))),
  }
}
