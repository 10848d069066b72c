import type { ForecastSettings } from '../domain/settings.js'
import type { SeriesModel } from './model.js'

/** Variance of level and trend before anything is known of them: P₀ = 1000·I. */
const INITIAL_VARIANCE = 1000

/** Smaller variances count as these: with none at all the gain would be 0 ÷ 0. */
const SMALLEST_NOISE = { measurement: 1e-9, drift: 1e-12 }

/**
 * Local linear trend (Harvey 1989, "Forecasting, Structural Time Series Models and the Kalman Filter", §2.3):
 * a level moves by a trend each step, both drift. State (level, trend), F = [[1,1],[0,1]], H = [1,0],
 * R = kalmanR, Q = diag(kalmanQLevel, kalmanQTrend). The first value sets the level and leaves P alone.
 * Worked: 35 then 25 at the defaults: P predicted [[2001,1000],[1000,1000.1]], gain 2001/2011 and 1000/2011,
 * level 25.05, trend −4.97: forecast 20.08.
 */
export function createKalmanModel(settings: ForecastSettings): SeriesModel {
  const model = new LocalLinearTrend(settings)
  if (settings.compat === 'reference') return model
  return withLastValueFirst(model, settings.kalmanMinPoints)
}

class LocalLinearTrend implements SeriesModel {
  readonly #noise: { readonly level: number; readonly trend: number; readonly measurement: number }
  #started = false
  #level = 0
  #trend = 0
  /** Covariance of (level, trend) after the predict step, by rows. */
  #p: Matrix = [INITIAL_VARIANCE, 0, 0, INITIAL_VARIANCE]

  constructor(settings: ForecastSettings) {
    this.#noise = {
      level: Math.max(SMALLEST_NOISE.drift, settings.kalmanQLevel),
      trend: Math.max(SMALLEST_NOISE.drift, settings.kalmanQTrend),
      measurement: Math.max(SMALLEST_NOISE.measurement, settings.kalmanR),
    }
  }

  append(value: number): void {
    if (!this.#started) {
      this.#started = true
      this.#level = value
    } else {
      this.#update(value)
    }
    this.#predictCovariance()
  }

  next(): number {
    return this.#level + this.#trend
  }

  #update(value: number): void {
    const [p00, p01, p10, p11] = this.#p
    const { measurement } = this.#noise
    const levelGain = p00 / (p00 + measurement)
    const trendGain = p10 / (p00 + measurement)
    const predicted = this.#level + this.#trend
    const innovation = value - predicted
    this.#level = predicted + levelGain * innovation
    this.#trend += trendGain * innovation
    // P ← (I − K·H)·P·(I − K·H)ᵀ + K·R·Kᵀ (Joseph's form): 1 − gain alone loses every digit when R is tiny.
    const kept = 1 - levelGain
    const half: Matrix = [kept * p00, kept * p01, p10 - trendGain * p00, p11 - trendGain * p01]
    this.#p = [
      half[0] * kept + levelGain * measurement * levelGain,
      half[1] - half[0] * trendGain + levelGain * measurement * trendGain,
      half[2] * kept + trendGain * measurement * levelGain,
      half[3] - half[2] * trendGain + trendGain * measurement * trendGain,
    ]
  }

  /** P ← F·P·Fᵀ + Q. */
  #predictCovariance(): void {
    const [p00, p01, p10, p11] = this.#p
    const { level, trend } = this.#noise
    this.#p = [p00 + p10 + (p01 + p11) + level, p01 + p11, p10 + p11, p11 + trend]
  }
}

type Matrix = readonly [number, number, number, number]

/** Two values make a trend of their whole difference, so the filter overshoots at first; the last value stands in. */
function withLastValueFirst(model: SeriesModel, minPoints: number): SeriesModel {
  let count = 0
  let last = 0
  return {
    append(value) {
      count += 1
      last = value
      model.append(value)
    },
    next: () => (count < minPoints ? last : model.next()),
  }
}
