import { type ArimaOrder, fewestValues, fitAndForecast } from './arima-fit.js'
import { BASE_ORDER, chooseOrder, TRIAL_STEPS } from './arima-orders.js'
import type { SeriesModel } from './model.js'
import { smoothShort } from './short-series.js'

/** Newest values a model is fitted on; more cost time and are older than what is to come. */
export const WINDOW_SIZE = 100

/** Values at which an order is chosen first, and again when there are half as many more, or a whole new window. */
const FIRST_CHOICE = 20
const GROWTH = 0.5

/**
 * ARIMA (Box and Jenkins 1970) fitted anew at each step on a window, its order chosen on a schedule. Up to
 * 19 values the order is (0,1,1), and too few to fit are smoothed. The answer depends on the values
 * alone, not on when it was asked for.
 */
export function createArimaModel(): SeriesModel {
  return new WindowedArima()
}

class WindowedArima implements SeriesModel {
  /** The newest values, as many as a trial at a choice may look back on. */
  readonly #recent: number[] = []
  #count = 0
  #nextChoice = FIRST_CHOICE
  /** What the order is to be chosen on, until it is asked for. */
  #toChooseOn: readonly number[] | undefined
  #order: ArimaOrder = BASE_ORDER

  append(value: number): void {
    this.#recent.push(value)
    if (this.#recent.length > WINDOW_SIZE + TRIAL_STEPS) this.#recent.shift()
    this.#count += 1
    if (this.#count < this.#nextChoice) return
    this.#nextChoice += Math.min(WINDOW_SIZE, Math.ceil(this.#count * GROWTH))
    this.#toChooseOn = [...this.#recent]
  }

  next(): number {
    const values = this.#recent.slice(-WINDOW_SIZE)
    if (values.length < fewestValues(BASE_ORDER)) return smoothShort(values)
    if (values.every((value) => value === values[0])) return values[0]!
    return fitAndForecast(values, this.#chosenOrder())
  }

  #chosenOrder(): ArimaOrder {
    if (this.#toChooseOn !== undefined) {
      this.#order = chooseOrder(this.#toChooseOn, WINDOW_SIZE)
      this.#toChooseOn = undefined
    }
    return this.#order
  }
}
