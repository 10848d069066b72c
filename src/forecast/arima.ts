import type { ForecastSettings } from '../domain/settings.js'
import { ARIMA } from './arima-package.js'
import type { SeriesModel } from './model.js'

/** The package takes no fewer values for a small model. */
const FEWEST_VALUES = 10

export function createArimaModel(_settings: ForecastSettings): SeriesModel {
  const history: number[] = []
  return {
    append(value) {
      history.push(value)
    },
    next() {
      if (history.length < FEWEST_VALUES) return history.at(-1) ?? 0
      const model = new ARIMA({ p: 0, d: 1, q: 1 }).train(history)
      const [values, variances] = model.predict(1)
      model.destroy()
      if (variances[0] === 0 && values[0] === 0) throw new Error('no fit')
      return values[0]!
    },
  }
}
