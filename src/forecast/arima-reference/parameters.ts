import { type Coefficients, type ModelSpec, unpack } from './model.js'

/**
 * Free numbers ↔ coefficients that keep the model stationary and invertible (Monahan 1984, Biometrika 71, "A note
 * on enforcing stationarity in autoregressive-moving average models"): u ↦ partial autocorrelation
 * u/√(1+u²) ↦ coefficients. u = 1 gives φ = −0.7071 for p = 1. The variance is the square of its number.
 */
export function toCoefficients(free: readonly number[], spec: ModelSpec): Coefficients {
  const { intercept, ar, ma, last } = unpack(free, spec)
  return {
    intercept,
    ar: constrain(ar),
    ma: constrain(ma).map((value) => -value),
    variance: last * last,
  }
}

export function toFree(coefficients: Coefficients, spec: ModelSpec): number[] {
  const { intercept, ar, ma, variance } = coefficients
  return [
    ...(spec.intercept ? [intercept] : []),
    ...release(ar),
    ...release(ma.map((value) => -value)),
    Math.sqrt(variance),
  ]
}

/** Whether every inverse root of 1 − φ₁z − … − φ_p·z^p lies within `radius`: Durbin–Levinson backwards. */
export function rootsWithin(ar: readonly number[], radius: number): boolean {
  const scaled = ar.map((value, i) => value / radius ** (i + 1))
  return partialsOf(scaled).every((partial) => Math.abs(partial) < 1)
}

function constrain(free: readonly number[]): number[] {
  let row: number[] = []
  for (const u of free) {
    const partial = u / Math.sqrt(1 + u * u)
    const k = row.length
    row = [...row.map((value, i) => value + partial * row[k - 1 - i]!), partial]
  }
  return row.map((value) => -value)
}

function release(coefficients: readonly number[]): number[] {
  return partialsOf(coefficients).map((partial) => partial / Math.sqrt(1 - partial * partial))
}

/** Partial autocorrelations, sign reversed. */
function partialsOf(coefficients: readonly number[]): number[] {
  let row = coefficients.map((value) => -value)
  const partials: number[] = []
  while (row.length > 0) {
    const last = row.at(-1)!
    partials.unshift(last)
    const k = row.length - 1
    const before = row
    row = before
      .slice(0, k)
      .map((value, i) => (value - last * before[k - 1 - i]!) / (1 - last * last))
  }
  return partials
}
