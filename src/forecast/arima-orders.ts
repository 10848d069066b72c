import { type ArimaOrder, fewestValues, fitAndForecast } from './arima-fit.js'

/** Simple exponential smoothing; what stands where nothing better is proven. */
export const BASE_ORDER: ArimaOrder = { p: 0, d: 1, q: 1 }

/**
 * The orders tried. All difference once, so that a step in traffic is followed; where there is a fixed mean the
 * moving-average part goes to −1 and the forecast to that mean. They also fit in under a millisecond, which
 * the package's models with d = 0 do not.
 */
const CANDIDATES: readonly ArimaOrder[] = [
  { p: 0, d: 1, q: 2 },
  { p: 1, d: 1, q: 1 },
  { p: 2, d: 1, q: 1 },
  { p: 1, d: 1, q: 2 },
]

/** One-step forecasts an order is judged by. */
export const TRIAL_STEPS = 20

/** Another order than the base must err this much less: fewer parameters win a draw. */
const BETTER_SHARE = 0.95

/**
 * The order whose one-step forecasts of the newest values, each from a fit on what came before it, were
 * nearest in the mean ("evaluation on a rolling origin", Tashman 2000). Azure's code trace at 60 s: (2,1,1).
 */
export function chooseOrder(values: readonly number[], windowSize: number): ArimaOrder {
  let best = BASE_ORDER
  let leastError = BETTER_SHARE * rollingError(values, BASE_ORDER, windowSize)
  for (const order of CANDIDATES) {
    const error = rollingError(values, order, windowSize)
    if (error < leastError) {
      best = order
      leastError = error
    }
  }
  return best
}

function rollingError(values: readonly number[], order: ArimaOrder, windowSize: number): number {
  let sum = 0
  const first = Math.max(fewestValues(order), values.length - TRIAL_STEPS)
  for (let i = first; i < values.length; i++) {
    const before = values.slice(Math.max(0, i - windowSize), i)
    sum += Math.abs(attempt(before, order) - values[i]!)
  }
  return sum
}

/** The last value where the fit fails, as the forecast itself would be. */
function attempt(values: readonly number[], order: ArimaOrder): number {
  try {
    return fitAndForecast(values, order)
  } catch {
    return values.at(-1)!
  }
}
