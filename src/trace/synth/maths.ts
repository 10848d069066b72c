/**
 * Logarithm, exponential and cosine by the four basic operations alone, which IEEE 754 rounds the
 * same everywhere; Math.log and its kin may differ in the last bit between engines, and with it the
 * bytes of a synthetic trace. Good to about 1e-15 relative in the ranges used here.
 */

const BITS = new DataView(new ArrayBuffer(8))
const EXPONENT_BIAS = 1023

/** Natural logarithm of a normal number above 0. ln(10) = 2.302585092994046. */
export function ln(x: number): number {
  BITS.setFloat64(0, x)
  const high = BITS.getUint32(0)
  let exponent = (high >>> 20) - EXPONENT_BIAS
  BITS.setUint32(0, (high & 0xfffff) | (EXPONENT_BIAS << 20))
  let mantissa = BITS.getFloat64(0)
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  // ln m = 2 artanh z = 2 (z + z³/3 + z⁵/5 + …) with z = (m − 1)/(m + 1), |z| < 0.172.
  const z = (mantissa - 1) / (mantissa + 1)
  let sum = 0
  for (let n = 21; n >= 1; n -= 2) sum = sum * z * z + 1 / n
  return 2 * z * sum + exponent * Math.LN2
}

/** e to the x, for |x| < 700. exp(1) = 2.718281828459045. */
export function exp(x: number): number {
  const exponent = Math.floor(x / Math.LN2 + 0.5)
  const rest = x - exponent * Math.LN2
  let sum = 1
  for (let n = 16; n >= 1; n--) sum = 1 + (sum * rest) / n
  BITS.setUint32(0, (exponent + EXPONENT_BIAS) << 20)
  BITS.setUint32(4, 0)
  return sum * BITS.getFloat64(0)
}

/** Cosine of a number of full turns. cosTurns(1/6) = 0.5. */
export function cosTurns(turns: number): number {
  const fraction = turns - Math.floor(turns)
  // Folded to the first quarter: cos is even about 0 and odd about a quarter turn.
  const half = fraction > 0.5 ? 1 - fraction : fraction
  const angle = 2 * Math.PI * (half > 0.25 ? 0.5 - half : half)
  let sum = 1
  for (let n = 20; n >= 2; n -= 2) sum = 1 - (sum * angle * angle) / (n * (n - 1))
  return half > 0.25 ? -sum : sum
}
