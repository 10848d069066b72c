import type { Coefficients, ModelSpec } from './model.js'

/** Variance of a difference's unknown start. */
const DIFFUSE_VARIANCE = 1e6

/**
 * ARIMA as a linear state space (Harvey 1989, §3.3; Durbin and Koopman 2012, §3.4): the state is the d last
 * differences, then the ARMA part in companion form. Matrices are flat, row by row, n × n.
 */
export interface StateSpace {
  readonly size: number
  /** Z, n: what of the state is observed. */
  readonly design: Float64Array
  /** T, n × n. */
  readonly transition: Float64Array
  /** c, n. */
  readonly constant: Float64Array
  /** R·Q·Rᵀ, n × n. */
  readonly noise: Float64Array
  readonly startMean: Float64Array
  readonly startCovariance: Float64Array
}

export function stateSpaceOf(coefficients: Coefficients, { d }: ModelSpec): StateSpace {
  const { ar, ma, intercept, variance } = coefficients
  const armaSize = Math.max(ar.length, ma.length + 1)
  const n = d + armaSize
  const space = {
    size: n,
    design: new Float64Array(n),
    transition: new Float64Array(n * n),
    constant: new Float64Array(n),
    noise: new Float64Array(n * n),
    startMean: new Float64Array(n),
    startCovariance: new Float64Array(n * n),
  }
  // A level moves by itself, by every lower difference and by the ARMA part: triangular ones.
  for (let i = 0; i <= d; i++) space.design[i] = 1
  for (let i = 0; i < d; i++) space.transition.fill(1, i * n + i, i * n + d + 1)
  for (let i = 0; i < armaSize; i++) {
    const row = (d + i) * n
    space.transition[row + d] = ar[i] ?? 0
    if (i + 1 < armaSize) space.transition[row + d + i + 1] = 1
    for (let j = 0; j < armaSize; j++) {
      space.noise[row + d + j] = variance * impulse(ma, i) * impulse(ma, j)
    }
  }
  space.constant[d] = intercept
  setStart(space, d)
  return space
}

function impulse(ma: readonly number[], i: number): number {
  return i === 0 ? 1 : (ma[i - 1] ?? 0)
}

/** Differences start anywhere, the ARMA part in its long-run distribution. */
function setStart(space: StateSpace, d: number): void {
  const { size: n, startMean, startCovariance } = space
  for (let i = 0; i < d; i++) startCovariance[i * n + i] = DIFFUSE_VARIANCE
  const m = n - d
  const transition = block(space.transition, n, d)
  const mean = stationaryMean(transition, space.constant[d]!, m)
  const covariance = stationaryCovariance(transition, block(space.noise, n, d), m)
  for (let i = 0; i < m; i++) {
    startMean[d + i] = mean[i]!
    for (let j = 0; j < m; j++) startCovariance[(d + i) * n + d + j] = covariance[i * m + j]!
  }
}

/** (I − T)⁻¹·c for a companion matrix: μ = c/(1 − Σφ) first, then each entry is what is left of μ. */
function stationaryMean(transition: Float64Array, intercept: number, m: number): Float64Array {
  const mean = new Float64Array(m)
  let share = 1
  for (let i = 0; i < m; i++) share -= transition[i * m]!
  mean[0] = intercept / share
  let below = 0
  for (let i = m - 1; i > 0; i--) {
    below += transition[i * m]! * mean[0]
    mean[i] = below
  }
  return mean
}

/** P = T·P·Tᵀ + V by doubling: P ← P + A·P·Aᵀ, A ← A², until A is gone. */
function stationaryCovariance(
  transition: Float64Array,
  noise: Float64Array,
  m: number,
): Float64Array {
  // The closed form of an AR(1) is what the original's solver comes down to, bit for bit.
  if (m === 1) return noise.map((value) => value / (1 - transition[0]! * transition[0]!))
  let power = transition
  let sum = noise
  // 2^60 terms: enough for a root as near to 1 as a double can say.
  for (let round = 0; round < 60; round++) {
    const added = product(product(power, sum, m), transpose(power, m), m)
    const next = sum.map((value, i) => value + added[i]!)
    if (next.every((value, i) => value === sum[i])) return sum
    sum = next
    power = product(power, power, m)
  }
  return sum
}

export function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!
      if (factor === 0) continue
      for (let j = 0; j < n; j++) result[i * n + j]! += factor * b[k * n + j]!
    }
  }
  return result
}

function transpose(a: Float64Array, n: number): Float64Array {
  return a.map((_, index) => a[(index % n) * n + Math.floor(index / n)]!)
}

function block(matrix: Float64Array, n: number, from: number): Float64Array {
  const m = n - from
  return new Float64Array(m * m).map(
    (_, index) => matrix[(from + Math.floor(index / m)) * n + from + (index % m)]!,
  )
}
