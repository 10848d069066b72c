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
  const space = emptySpace(d + Math.max(coefficients.ar.length, coefficients.ma.length + 1))
  setDifferences(space, d)
  setArma(space, coefficients, d)
  setStart(space, d)
  return space
}

function emptySpace(size: number): StateSpace {
  return {
    size,
    design: new Float64Array(size),
    transition: new Float64Array(size * size),
    constant: new Float64Array(size),
    noise: new Float64Array(size * size),
    startMean: new Float64Array(size),
    startCovariance: new Float64Array(size * size),
  }
}

/** A level moves by itself, by every lower difference and by the ARMA part: triangular ones. */
function setDifferences({ size: n, design, transition }: StateSpace, d: number): void {
  design.fill(1, 0, d + 1)
  for (let i = 0; i < d; i++) transition.fill(1, i * n + i, i * n + d + 1)
}

function setArma(space: StateSpace, { ar, ma, intercept, variance }: Coefficients, d: number) {
  const { size: n, transition, constant, noise } = space
  for (let i = 0; i < n - d; i++) {
    const row = (d + i) * n + d
    transition[row] = ar[i] ?? 0
    if (d + i + 1 < n) transition[row + i + 1] = 1
    for (let j = 0; j < n - d; j++) noise[row + j] = variance * impulse(ma, i) * impulse(ma, j)
  }
  constant[d] = intercept
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
  const sum = noise.slice()
  // 2^60 terms: enough for a root as near to 1 as a double can say.
  for (let round = 0; round < 60; round++) {
    const added = product(product(power, sum, m), transpose(power, m), m)
    if (!addTo(sum, added)) return sum
    power = product(power, power, m)
  }
  return sum
}

/** Whether anything changed. */
function addTo(sum: Float64Array, added: Float64Array): boolean {
  let changed = false
  for (let i = 0; i < sum.length; i++) {
    const next = sum[i]! + added[i]!
    if (next !== sum[i]) changed = true
    sum[i] = next
  }
  return changed
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
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
  const result = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) result[j * n + i] = a[i * n + j]!
  }
  return result
}

function block(matrix: Float64Array, n: number, from: number): Float64Array {
  const m = n - from
  return new Float64Array(m * m).map(
    (_, index) => matrix[(from + Math.floor(index / m)) * n + from + (index % m)]!,
  )
}
