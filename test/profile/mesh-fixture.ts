import fc from 'fast-check'
import type { Points } from '../../src/profile/exact-sign.js'

/** Scattered points: no two alike, often on common rows as measurements are. */
export const scattered: fc.Arbitrary<Points> = fc
  .uniqueArray(
    fc.record({
      x: fc.oneof(
        fc.integer({ min: 0, max: 1e6 }).map((i) => i / 1e6),
        fc.integer({ min: 0, max: 8 }).map((i) => i / 8),
      ),
      y: fc.oneof(
        fc.integer({ min: 1, max: 5 }).map((i) => i * 1000),
        fc.integer({ min: 1, max: 2e5 }).map((i) => i / 10),
      ),
    }),
    { minLength: 3, maxLength: 40, selector: ({ x, y }) => `${x} ${y}` },
  )
  .map((places) => ({
    x: Float64Array.from(places, ({ x }) => x),
    y: Float64Array.from(places, ({ y }) => y),
  }))

/** Points on a square of side 10, spread without order or ties. */
export function spread(count: number): Points {
  const fraction = (value: number) => value - Math.floor(value)
  const indices = [...Array(count).keys()]
  return {
    x: Float64Array.from(indices, (i) => 10 * fraction((i + 1) * 0.754877666)),
    y: Float64Array.from(indices, (i) => 10 * fraction((i + 1) * 0.569840291)),
  }
}
