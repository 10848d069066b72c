/** Orders of an ARIMA model and whether it has a constant: a mean (d = 0) or a drift (d = 1). */
export interface ModelSpec {
  readonly p: number
  readonly d: number
  readonly q: number
  readonly intercept: boolean
}

export interface Coefficients {
  readonly intercept: number
  /** φ₁ .. φ_p. */
  readonly ar: readonly number[]
  /** θ₁ .. θ_q, with plus signs in the model. */
  readonly ma: readonly number[]
  /** Variance of the innovations. */
  readonly variance: number
}

export function parameterCount({ p, q, intercept }: ModelSpec): number {
  return p + q + (intercept ? 1 : 0) + 1
}

/** Optimisers want one vector: intercept if any, φ, θ, then what stands for the variance. */
export function unpack(vector: readonly number[], spec: ModelSpec) {
  const offset = spec.intercept ? 1 : 0
  const arEnd = offset + spec.p
  return {
    intercept: spec.intercept ? vector[0]! : 0,
    ar: vector.slice(offset, arEnd),
    ma: vector.slice(arEnd, arEnd + spec.q),
    last: vector.at(-1)!,
  }
}

export function difference(values: readonly number[], times: number): readonly number[] {
  if (times === 0) return values
  return difference(
    values.slice(1).map((value, i) => value - values[i]!),
    times - 1,
  )
}

export function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0])
}
