import { difference, isConstant } from './model.js'

/** Statistic above which the test says at the 5 % level that the series has no fixed level. */
const CRITICAL_VALUE = 0.463

/**
 * How often to difference: until the test of Kwiatkowski, Phillips, Schmidt and Shin (1992) finds a level, or nothing
 * is left to vary, at most twice.
 */
export function differencesNeeded(values: readonly number[]): number {
  if (isConstant(values)) return 0
  let d = 0
  let series = values
  while (d < 2 && levelStatistic(series) > CRITICAL_VALUE) {
    d += 1
    series = difference(series, 1)
    if (isConstant(series)) return d
  }
  return d
}

/** Σ S²/n² over the long-run variance with Bartlett weights; 1, 2, 3, 4, 5 with one lag: 0.371. */
export function levelStatistic(values: readonly number[]): number {
  const n = values.length
  const mean = values.reduce((a, b) => a + b, 0) / n
  const errors = values.map((value) => value - mean)
  let partial = 0
  let eta = 0
  for (const error of errors) {
    partial += error
    eta += partial * partial
  }
  return eta / (n * n) / longRunVariance(errors)
}

function longRunVariance(errors: readonly number[]): number {
  const n = errors.length
  const lags = Math.trunc(4 * (n / 100) ** 0.25)
  let sum = autocovariance(errors, 0)
  for (let lag = 1; lag <= lags; lag++) {
    sum += 2 * (1 - lag / (lags + 1)) * autocovariance(errors, lag)
  }
  return sum / n
}

function autocovariance(errors: readonly number[], lag: number): number {
  let sum = 0
  for (let i = lag; i < errors.length; i++) sum += errors[i]! * errors[i - lag]!
  return sum
}
