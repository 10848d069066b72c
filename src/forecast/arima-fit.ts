import { ARIMA } from './arima-package.js'

/** Lags p and q, differences d. */
export interface ArimaOrder {
  readonly p: number
  readonly d: number
  readonly q: number
}

/** The package fits no fewer differenced values, whatever the order. */
const FEWEST_DIFFERENCED = 10

/** Conditional sum of squares: the package's exact likelihood sometimes ends at an explosive model. */
const CONDITIONAL_SUM_OF_SQUARES = 1

/** Below it a variance is no number the package computed, but memory it never wrote (1.8e-309 and the like). */
const SMALLEST_NORMAL = 2.2250738585072014e-308

export function fewestValues({ d }: ArimaOrder): number {
  return FEWEST_DIFFERENCED + d
}

/**
 * Fits a model and answers its one-step forecast. Throws where the fit failed, which the package says only
 * through a forecast or variance that is NaN, 0 or unwritten.
 */
export function fitAndForecast(values: readonly number[], order: ArimaOrder): number {
  // ARIMA scales with its data; near 1 no sum of squares overflows, 1e200 requests would.
  const scale = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  const { forecast, variance } = callPackage(
    values.map((value) => value / scale),
    order,
  )
  if (!Number.isFinite(forecast) || !(variance >= SMALLEST_NORMAL && variance < Infinity)) {
    throw new Error(`ARIMA(${order.p},${order.d},${order.q}) found no fit`)
  }
  return forecast * scale
}

function callPackage(values: number[], order: ArimaOrder) {
  const exitCode = process.exitCode
  const model = new ARIMA({ ...order, method: CONDITIONAL_SUM_OF_SQUARES })
  try {
    const [forecasts, variances] = model.train(values).predict(1)
    return { forecast: forecasts[0] ?? Number.NaN, variance: variances[0] ?? Number.NaN }
  } catch (error) {
    // C's exit() arrives as a thrown object that is no Error, with the process's exit code already set.
    process.exitCode = exitCode
    throw error instanceof Error ? error : new Error('the ARIMA library gave up')
  } finally {
    model.destroy()
  }
}
