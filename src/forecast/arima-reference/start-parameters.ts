import { leastSquares } from './least-squares.js'
import { type Coefficients, difference, type ModelSpec } from './model.js'
import { rootsWithin } from './parameters.js'

/** A start whose roots are nearer to the unit circle than this is thrown away for zeros. */
const INVERTIBLE = 1 - 1e-10
const SMALLEST_VARIANCE = 1e-10

/**
 * Where the likelihood search starts (Hannan and Rissanen 1982): a long autoregression gives residuals, then the series
 * is regressed on its own lags and on theirs. Too few values for that: zeros and the variance about the mean.
 */
export function startParameters(values: readonly number[], spec: ModelSpec): Coefficients {
  const series = difference(values, spec.d)
  const { coefficients, residuals } = regress(series, spec)
  const offset = spec.intercept ? 1 : 0
  const ar = coefficients.slice(offset, offset + spec.p)
  const ma = coefficients.slice(offset + spec.p)
  const variance =
    residuals.length > Math.max(1, spec.q)
      ? meanSquare(residuals.slice(spec.q))
      : varianceOf(series)
  return {
    intercept: spec.intercept ? coefficients[0]! : 0,
    ar: rootsWithin(ar, INVERTIBLE) ? ar : ar.map(() => 0),
    ma: rootsWithin(negated(ma), INVERTIBLE) ? ma : ma.map(() => 0),
    variance: Math.max(SMALLEST_VARIANCE, variance),
  }
}

interface Regression {
  /** Intercept if any, φ, θ. */
  readonly coefficients: readonly number[]
  readonly residuals: readonly number[]
}

function regress(series: readonly number[], spec: ModelSpec): Regression {
  const { p, q } = spec
  const longLag = 2 * q
  const first = Math.max(longLag + q, p)
  const terms = p + q + (spec.intercept ? 1 : 0)
  if (terms === 0) return { coefficients: [], residuals: series }
  // As many lags as values, or more, is where the original gives up.
  if (series.length <= Math.max(longLag, p) || series.length - longLag <= q)
    return zeros(series, spec)
  const longResiduals = q > 0 ? autoregressionResiduals(series, longLag) : []
  const y = series.slice(first)
  const columns = [
    ...(spec.intercept ? [y.map(() => 1)] : []),
    ...lags(series, p, first),
    ...lags(longResiduals, q, first - longLag),
  ]
  const coefficients = leastSquares(columns, y)
  return { coefficients, residuals: residualsOf(y, columns, coefficients) }
}

function zeros(series: readonly number[], { p, q, intercept }: ModelSpec): Regression {
  const mean = sum(series) / series.length
  return {
    coefficients: new Array(p + q + (intercept ? 1 : 0)).fill(0),
    residuals: [...new Array(2 * q).fill(0), ...series.map((value) => value - mean)],
  }
}

function autoregressionResiduals(series: readonly number[], order: number): number[] {
  const y = series.slice(order)
  const columns = lags(series, order, order)
  return residualsOf(y, columns, leastSquares(columns, y))
}

/** Column k holds the values k + 1 steps before `first`, `first` + 1, … */
function lags(series: readonly number[], count: number, first: number): number[][] {
  return Array.from({ length: count }, (_, k) =>
    Array.from({ length: series.length - first }, (_, i) => series[first + i - k - 1] ?? 0),
  )
}

function residualsOf(
  y: readonly number[],
  columns: readonly (readonly number[])[],
  coefficients: readonly number[],
): number[] {
  return y.map((value, i) => value - sum(columns.map((column, k) => column[i]! * coefficients[k]!)))
}

function varianceOf(values: readonly number[]): number {
  const mean = sum(values) / values.length
  return meanSquare(values.map((value) => value - mean))
}

function meanSquare(values: readonly number[]): number {
  return sum(values.map((value) => value * value)) / values.length
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

function negated(values: readonly number[]): number[] {
  return values.map((value) => -value)
}
