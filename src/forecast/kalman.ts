import type { ForecastSettings } from '../domain/settings.js'
import type { SeriesModel } from './model.js'

/** Variance of level and trend before anything is known of them: P₀ = 1000·I. */
const INITIAL_VARIANCE = 1000

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
  readonly #settings: ForecastSettings
  #started = false
  #level = 0
  #trend = 0
  /** Covariance of (level, trend) after the predict step, symmetric. */
  #p = { level: INITIAL_VARIANCE, cross: 0, trend: INITIAL_VARIANCE }

  constructor(settings: ForecastSettings) {
    this.#settings = settings
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
    const { level, cross, trend } = this.#p
    const innovationVariance = level + this.#settings.kalmanR
    const levelGain = level / innovationVariance
    const trendGain = cross / innovationVariance
    const predicted = this.#level + this.#trend
    const innovation = value - predicted
    this.#level = predicted + levelGain * innovation
    this.#trend += trendGain * innovation
    this.#p = {
      level: (1 - levelGain) * level,
      cross: (1 - levelGain) * cross,
      trend: trend - trendGain * cross,
    }
  }

  /** P ← F·P·Fᵀ + Q. */
  #predictCovariance(): void {
    const { level, cross, trend } = this.#p
    this.#p = {
      level: level + 2 * cross + trend + this.#settings.kalmanQLevel,
      cross: cross + trend,
      trend: trend + this.#settings.kalmanQTrend,
    }
  }
}

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
