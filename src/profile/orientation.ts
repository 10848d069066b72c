/**
 * Sign of the turn a → b → c: positive when it is to the left, 0 when the three lie on one line.
 * Twice the triangle's area.
 */
export function orientation(
  x: Float64Array,
  y: Float64Array,
  [a, b, c]: readonly [number, number, number],
): number {
  return (x[b]! - x[a]!) * (y[c]! - y[a]!) - (x[c]! - x[a]!) * (y[b]! - y[a]!)
}

/** Whether the points do not all lie on one line. */
export function spansTriangle(x: Float64Array, y: Float64Array): boolean {
  const other = x.findIndex((value, i) => value !== x[0] || y[i] !== y[0])
  return other > 0 && x.some((_, i) => orientation(x, y, [0, other, i]) !== 0)
}
