/**
 * Signs of two determinants, exact for any finite doubles: a rounded value first, and where its
 * error bound does not settle the sign, the same in whole numbers.
 * The bounds are those of J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast
 * Robust Geometric Predicates" (1997).
 */

const ROUNDING = 2 ** -53
const ORIENTATION_BOUND = (3 + 16 * ROUNDING) * ROUNDING
const IN_CIRCLE_BOUND = (10 + 96 * ROUNDING) * ROUNDING

/** Points as two columns: point i is (x[i], y[i]). */
export interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Which way a → b → c turns: 1 left, −1 right, 0 straight. */
export function turn({ x, y }: Points, [a, b, c]: readonly [number, number, number]): number {
  const ax = x[a]! - x[c]!
  const ay = y[a]! - y[c]!
  const bx = x[b]! - x[c]!
  const by = y[b]! - y[c]!
  // A row or column of a grid: no rounding in it, and common enough to be worth the line.
  if ((ax === 0 && bx === 0) || (ay === 0 && by === 0)) return 0
  const left = ax * by
  const right = ay * bx
  const value = left - right
  if (Math.abs(value) > ORIENTATION_BOUND * (Math.abs(left) + Math.abs(right))) {
    return Math.sign(value)
  }
  return exactTurn([x[a]!, y[a]!, x[b]!, y[b]!, x[c]!, y[c]!])
}

/** Where d lies to the circle through a, b, c (counter-clockwise): 1 inside, −1 outside, 0 on it. */
export function inCircle(
  points: Points,
  corners: readonly [number, number, number],
  d: number,
): number {
  const { x, y } = points
  const [a, b, c] = corners
  const ax = x[a]! - x[d]!
  const ay = y[a]! - y[d]!
  const bx = x[b]! - x[d]!
  const by = y[b]! - y[d]!
  const cx = x[c]! - x[d]!
  const cy = y[c]! - y[d]!
  const liftA = ax * ax + ay * ay
  const liftB = bx * bx + by * by
  const liftC = cx * cx + cy * cy
  const value =
    liftA * (bx * cy - cx * by) + liftB * (cx * ay - ax * cy) + liftC * (ax * by - bx * ay)
  const size =
    liftA * (Math.abs(bx * cy) + Math.abs(cx * by)) +
    liftB * (Math.abs(cx * ay) + Math.abs(ax * cy)) +
    liftC * (Math.abs(ax * by) + Math.abs(bx * ay))
  if (Math.abs(value) > IN_CIRCLE_BOUND * size) return Math.sign(value)
  return exactInCircle(points, corners, d)
}

function exactTurn(coordinates: readonly number[]): number {
  const [ax, ay, bx, by, cx, cy] = wholeNumbers(coordinates)
  return signOf((ax! - cx!) * (by! - cy!) - (ay! - cy!) * (bx! - cx!))
}

function exactInCircle({ x, y }: Points, corners: readonly number[], d: number): number {
  const all = [...corners, d]
  const whole = wholeNumbers(all.flatMap((i) => [x[i]!, y[i]!]))
  const sides = [0, 1, 2].map((k) => [whole[2 * k]! - whole[6]!, whole[2 * k + 1]! - whole[7]!])
  let value = 0n
  for (let k = 0; k < 3; k++) {
    const [ax, ay] = sides[k] as [bigint, bigint]
    const [bx, by] = sides[(k + 1) % 3] as [bigint, bigint]
    const [cx, cy] = sides[(k + 2) % 3] as [bigint, bigint]
    value += (ax * ax + ay * ay) * (bx * cy - cx * by)
  }
  return signOf(value)
}

/** Doubles as whole numbers of one common unit, a power of two: every finite double is m · 2^e. */
function wholeNumbers(values: readonly number[]): bigint[] {
  const split = values.map(mantissaAndExponent)
  const unit = Math.min(...split.map(({ exponent }) => exponent))
  return split.map(({ mantissa, exponent }) => mantissa << BigInt(exponent - unit))
}

function mantissaAndExponent(value: number): { mantissa: bigint; exponent: number } {
  if (value === 0) return { mantissa: 0n, exponent: 0 }
  let exponent = Math.floor(Math.log2(Math.abs(value))) - 53
  // Twice half the shift: one power of two may lie beyond the range of doubles.
  const half = Math.trunc(exponent / 2)
  let mantissa = value * 2 ** -half * 2 ** (half - exponent)
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    exponent -= 1
  }
  return { mantissa: BigInt(mantissa), exponent }
}

function signOf(value: bigint): number {
  if (value === 0n) return 0
  return value > 0n ? 1 : -1
}
