/** One-step errors over points 1.. ; null where undefined (no points, or a zero denominator). */
export interface ForecastErrors {
  readonly mae: number | null
  readonly rmse: number | null
  /** Σ|error| ÷ Σ|actual|. */
  readonly wape: number | null
  /** MAE ÷ MAE of the last value on the same points. */
  readonly mase: number | null
  /** Mean of forecast − actual. */
  readonly bias: number | null
}

/**
 * How far one-step forecasts were off; `predicted[i]` is the forecast of `actual[i]`. Point 0 is left out: nothing
 * was known before it. Scaled by the last value's error as in Hyndman and Koehler (2006), "Another look at
 * measures of forecast accuracy": actual 10, 20, 30 forecast as –, 14, 26 has errors −6, −4: MAE 5, MASE 0.5.
 */
export function forecastErrors(series: {
  readonly actual: readonly number[]
  readonly predicted: readonly number[]
}): ForecastErrors {
  const { actual, predicted } = series
  const points = actual.slice(1)
  const errors = points.map((value, i) => predicted[i + 1]! - value)
  const steps = points.map((value, i) => actual[i]! - value)
  const mae = mean(errors.map(Math.abs))
  return {
    mae,
    rmse: root(mean(errors.map((error) => error * error))),
    wape: ratio(mae, mean(points.map(Math.abs))),
    mase: ratio(mae, mean(steps.map(Math.abs))),
    bias: mean(errors),
  }
}

function mean(values: readonly number[]): number | null {
  return ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  )
}

function ratio(numerator: number | null, denominator: number | null): number | null {
  if (numerator === null || denominator === null || denominator === 0) return null
  return numerator / denominator
}

function root(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value)
}
