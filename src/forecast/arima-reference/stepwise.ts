import { type FittedModel, fitModel } from './fit.js'
import { difference, isConstant, type ModelSpec } from './model.js'
import { rootsWithin } from './parameters.js'
import { differencesNeeded } from './unit-root.js'

const MOST_LAGS = 5
const MOST_ITERATIONS = 50
/** A model with an inverse root beyond it is too near to the unit circle to be chosen. */
const LARGEST_INVERSE_ROOT = 0.99

/** Changes of (p, q) tried around the best model so far, in this order. */
const NEIGHBOURS = [
  [-1, 0],
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
] as const

/**
 * The stepwise search of Hyndman and Khandakar (2008, "Automatic time series forecasting: the forecast package for R", §3)
 * by AIC, with pmdarima's start and order of trials. Throws where no model can be fitted.
 */
export function chooseModel(values: readonly number[]): FittedModel {
  const d = differencesNeeded(values)
  if (isConstant(values)) return fitOrder(values, { p: 0, d: 0, q: 0, intercept: false })
  if (isConstant(difference(values, d)))
    return fitOrder(values, { p: 0, d, q: 0, intercept: d < 2 })
  const search = new StepwiseSearch(values, d)
  const found = search.run()
  if (found === null) throw new Error('no ARIMA model fits')
  return found
}

class StepwiseSearch {
  readonly #values: readonly number[]
  readonly #d: number
  readonly #mostLags: number
  readonly #tried = new Set<string>()
  #intercept: boolean
  #p: number
  #q: number
  #best: FittedModel | null = null

  constructor(values: readonly number[], d: number) {
    this.#values = values
    this.#d = d
    this.#intercept = d < 2
    this.#mostLags = Math.min(MOST_LAGS, Math.floor(values.length / 3))
    const start = Math.min(values.length < 10 ? 1 : 2, this.#mostLags)
    this.#p = start
    this.#q = start
  }

  run(): FittedModel | null {
    this.#try(this.#p, this.#q)
    this.#move(0, 0)
    if (this.#mostLags > 0) {
      this.#move(1, 0)
      this.#move(0, 1)
    }
    if (this.#intercept && this.#try(0, 0, false)) [this.#p, this.#q] = [0, 0]
    while (this.#moveToNeighbour() || this.#flipIntercept());
    return this.#best
  }

  #moveToNeighbour(): boolean {
    const [p, q] = [this.#p, this.#q]
    return NEIGHBOURS.some(
      ([dp, dq]) => this.#allowed(p + dp) && this.#allowed(q + dq) && this.#move(p + dp, q + dq),
    )
  }

  #flipIntercept(): boolean {
    const better = this.#try(this.#p, this.#q, !this.#intercept)
    if (better) this.#intercept = !this.#intercept
    return better
  }

  #allowed(order: number): boolean {
    return order >= 0 && order <= this.#mostLags
  }

  #move(p: number, q: number): boolean {
    if (!this.#try(p, q)) return false
    this.#p = p
    this.#q = q
    return true
  }

  /** Whether the model is new and better than the best so far. */
  #try(p: number, q: number, intercept = this.#intercept): boolean {
    const key = `${p},${q},${intercept}`
    if (this.#tried.has(key)) return false
    this.#tried.add(key)
    const model = attempt(this.#values, { p, d: this.#d, q, intercept })
    if (model === null || !Number.isFinite(model.aic)) return false
    if (this.#best !== null && !(model.aic < this.#best.aic)) return false
    this.#best = model
    return true
  }
}

function attempt(values: readonly number[], spec: ModelSpec): FittedModel | null {
  try {
    const model = fitOrder(values, spec)
    return awayFromUnitCircle(model) ? model : null
  } catch {
    return null
  }
}

/** As the original has it: a moving-average part alone decides, where there is one. */
function awayFromUnitCircle({ coefficients: { ar, ma } }: FittedModel): boolean {
  const polynomial = ma.length > 0 ? ma.map((value) => -value) : ar
  return rootsWithin(polynomial, LARGEST_INVERSE_ROOT)
}

function fitOrder(values: readonly number[], spec: ModelSpec): FittedModel {
  return fitModel({ values, spec, mostIterations: MOST_ITERATIONS })
}
