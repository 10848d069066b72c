import { filterSeries } from './kalman-filter.js'
import { minimize } from './lbfgs.js'
import { type Coefficients, type ModelSpec, parameterCount } from './model.js'
import { toCoefficients, toFree } from './parameters.js'
import { startParameters } from './start-parameters.js'
import { stateSpaceOf } from './state-space.js'

export interface FittedModel {
  readonly spec: ModelSpec
  readonly coefficients: Coefficients
  /** Akaike's criterion, 2·parameters − 2·ln L. */
  readonly aic: number
  /** Expectation of the value after the last. */
  readonly forecast: number
}

/** Exact maximum likelihood, from a given start or from a regression's. Throws where a variance vanishes. */
export function fitModel(fit: {
  readonly values: readonly number[]
  readonly spec: ModelSpec
  readonly mostIterations: number
  readonly start?: Coefficients
}): FittedModel {
  const { values, spec } = fit
  const start = fit.start ?? startParameters(values, spec)
  const objective = (free: readonly number[]) =>
    -evaluate(values, spec, toCoefficients(free, spec)).logLikelihood / values.length
  const free = minimize(objective, toFree(start, spec), fit.mostIterations)
  const coefficients = toCoefficients(free, spec)
  const { logLikelihood, forecast } = evaluate(values, spec, coefficients)
  return { spec, coefficients, forecast, aic: 2 * parameterCount(spec) - 2 * logLikelihood }
}

function evaluate(values: readonly number[], spec: ModelSpec, coefficients: Coefficients) {
  return filterSeries(values, stateSpaceOf(coefficients, spec), spec.d)
}
