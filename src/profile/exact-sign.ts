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
  const left = (x[a]! - x[c]!) * (y[b]! - y[c]!)
  const right = (y[a]! - y[c]!) * (x[b]! - x[c]!)
  const value = left - right
  if (Math.abs(value) > ORIENTATION_BOUND * (Math.abs(left) + Math.abs(right))) {
    return Math.sign(value)
  }
  const [ax, ay, bx, by, cx, cy] = wholeNumbers([x[a]!, y[a]!, x[b]!, y[b]!, x[c]!, y[c]!])
  return signOf((ax! - cx!) * (by! - cy!) - (ay! - cy!) * (bx! - cx!))
}

/** Where d lies to the circle through a, b, c (counter-clockwise): 1 inside, −1 outside, 0 on it. */
export function inCircle(
  points: Points,
  corners: readonly [number, number, number],
  d: number,
): number {
  const { x, y } = points
  const sides = corners.map((i) => [x[i]! - x[d]!, y[i]! - y[d]!] as const)
  let value = 0
  let size = 0
  for (let k = 0; k < 3; k++) {
    const [ax, ay] = sides[k]!
    const [bx, by] = sides[(k + 1) % 3]!
    const [cx, cy] = sides[(k + 2) % 3]!
    const lift = ax * ax + ay * ay
    value += lift * (bx * cy - cx * by)
    size += lift * (Math.abs(bx * cy) + Math.abs(cx * by))
  }
  if (Math.abs(value) > IN_CIRCLE_BOUND * size) return Math.sign(value)
  return exactInCircle(points, corners, d)
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
