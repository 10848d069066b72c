import type { ForecastSettings } from '../domain/settings.js'
import { type FittedModel, fitModel } from './arima-reference/fit.js'
import { isConstant } from './arima-reference/model.js'
import { chooseModel } from './arima-reference/stepwise.js'
import type { SeriesModel } from './model.js'

const FEWEST_VALUES = 5
const FEWEST_ITERATIONS = 5

/**
 * The established planner's ARIMA, habits included: an order is chosen once, on the first five values that are
 * not all equal; later values only refine the coefficients, five iterations at a time; a model without p and q
 * is chosen anew on ln(1 + y), which makes the forecast the running geometric mean of 1 + y.
 */
export function createReferenceArimaModel(settings: ForecastSettings): SeriesModel {
  return new ReferenceArima(settings.loadPredictorLog1p)
}

class ReferenceArima implements SeriesModel {
  readonly #history: number[] = []
  #model: FittedModel | undefined
  /** Values the model has seen. */
  #seen = 0
  #mayTurnToLog: boolean
  #onLog = false

  constructor(alreadyLog: boolean) {
    this.#mayTurnToLog = !alreadyLog
  }

  append(value: number): void {
    this.#history.push(value)
  }

  next(): number {
    const last = this.#history.at(-1) ?? 0
    if (this.#history.length < FEWEST_VALUES || isConstant(this.#history)) return last
    try {
      const model = this.#upToDate()
      return Math.max(0, this.#onLog ? Math.expm1(model.forecast) : model.forecast)
    } catch {
      return last
    }
  }

  #upToDate(): FittedModel {
    const fresh = this.#history.length - this.#seen
    if (this.#model === undefined) this.#model = this.#choose()
    else if (fresh > 0) this.#model = this.#refine(this.#model, fresh)
    this.#seen = this.#history.length
    return this.#model
  }

  #choose(): FittedModel {
    const model = chooseModel(this.#values())
    if (model.spec.p + model.spec.q > 0 || !this.#mayTurnToLog) return model
    this.#mayTurnToLog = false
    this.#onLog = true
    return chooseModel(this.#values())
  }

  #refine({ spec, coefficients }: FittedModel, fresh: number): FittedModel {
    const mostIterations = Math.max(FEWEST_ITERATIONS, Math.floor(fresh / 10))
    return fitModel({ values: this.#values(), spec, mostIterations, start: coefficients })
  }

  #values(): readonly number[] {
    return this.#onLog ? this.#history.map(Math.log1p) : this.#history
  }
}
