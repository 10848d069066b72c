import type { StateSpace } from './state-space.js'

const LOG_TWO_PI = Math.log(2 * Math.PI)

/** Relative change of the covariance below which it counts as settled: from there on it is not computed anew. */
const SETTLED = 1e-14

export interface Filtered {
  /** Σ −½(ln 2π + ln F + v²/F) over the values after the first `burn`. */
  readonly logLikelihood: number
  /** Expectation of the value after the last. */
  readonly forecast: number
}

/** The Kalman filter over a series (Durbin and Koopman 2012, §4.3). Throws where a forecast variance is not positive. */
export function filterSeries(values: readonly number[], space: StateSpace, burn: number): Filtered {
  const state = new FilterState(space)
  let logLikelihood = 0
  values.forEach((value, t) => {
    const density = state.update(value)
    if (t >= burn) logLikelihood += density
    state.predict()
  })
  return { logLikelihood, forecast: state.expectation() }
}

class FilterState {
  readonly #space: StateSpace
  #mean: Float64Array
  #nextMean: Float64Array
  #covariance: Float64Array
  #scratch: Float64Array
  /** P·Zᵀ and F of the newest update. */
  readonly #gain: Float64Array
  #variance = 0
  #settled = false

  constructor(space: StateSpace) {
    this.#space = space
    this.#mean = space.startMean.slice()
    this.#nextMean = new Float64Array(space.size)
    this.#covariance = space.startCovariance.slice()
    this.#scratch = new Float64Array(space.size * space.size)
    this.#gain = new Float64Array(space.size)
  }

  expectation(): number {
    let sum = 0
    for (let i = 0; i < this.#space.size; i++) sum += this.#space.design[i]! * this.#mean[i]!
    return sum
  }

  /** Takes a value into the mean; answers its log density. */
  update(value: number): number {
    const innovation = value - this.expectation()
    if (!this.#settled) this.#computeGain()
    if (!(this.#variance > 0)) throw new Error('a forecast variance is not positive')
    const step = innovation / this.#variance
    for (let i = 0; i < this.#space.size; i++) this.#mean[i]! += this.#gain[i]! * step
    return -0.5 * (LOG_TWO_PI + Math.log(this.#variance) + innovation * step)
  }

  /** On to the next value. */
  predict(): void {
    const { size: n, transition, constant } = this.#space
    for (let i = 0; i < n; i++) {
      let sum = constant[i]!
      for (let j = 0; j < n; j++) sum += transition[i * n + j]! * this.#mean[j]!
      this.#nextMean[i] = sum
    }
    const swap = this.#mean
    this.#mean = this.#nextMean
    this.#nextMean = swap
    if (!this.#settled) this.#predictCovariance()
  }

  #computeGain(): void {
    const { size: n, design } = this.#space
    this.#variance = 0
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = 0; j < n; j++) sum += this.#covariance[i * n + j]! * design[j]!
      this.#gain[i] = sum
      this.#variance += design[i]! * sum
    }
  }

  /** P ← T·(P − g·gᵀ/F)·Tᵀ + R·Q·Rᵀ. */
  #predictCovariance(): void {
    const { size: n, transition, noise } = this.#space
    const half = this.#scratch
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0
        for (let k = 0; k < n; k++) {
          const factor = transition[i * n + k]!
          if (factor !== 0) sum += factor * this.#updatedCovariance(k, j)
        }
        half[i * n + j] = sum
      }
    }
    let change = 0
    let size = 0
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = noise[i * n + j]!
        for (let k = 0; k < n; k++) sum += half[i * n + k]! * transition[j * n + k]!
        change = Math.max(change, Math.abs(sum - this.#covariance[i * n + j]!))
        size = Math.max(size, Math.abs(sum))
        this.#covariance[i * n + j] = sum
      }
    }
    if (change > SETTLED * size) return
    this.#computeGain()
    this.#settled = true
  }

  #updatedCovariance(i: number, j: number): number {
    const n = this.#space.size
    return this.#covariance[i * n + j]! - (this.#gain[i]! * this.#gain[j]!) / this.#variance
  }
}
