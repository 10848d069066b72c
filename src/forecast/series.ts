import type { ForecastSettings } from '../domain/settings.js'
import type { Forecast, Forecaster, ForecastResources } from './forecaster.js'
import { guardForecast } from './guard.js'
import { METHODS } from './methods.js'
import type { SeriesModel } from './model.js'

/** A forecaster of one series: the chosen method inside the rules that all methods share. */
export async function createForecaster(
  settings: ForecastSettings,
  resources: ForecastResources,
): Promise<Forecaster> {
  const model = await METHODS[settings.loadPredictor](settings, resources)
  return new SeriesForecaster(onScale(model, settings), settings)
}

class SeriesForecaster implements Forecaster {
  readonly #model: SeriesModel
  readonly #settings: ForecastSettings
  #idle = true
  #last = 0
  #largest = 0
  #answer: Forecast | undefined

  constructor(model: SeriesModel, settings: ForecastSettings) {
    this.#model = model
    this.#settings = settings
  }

  observe(observed: number): void {
    const value = Number.isFinite(observed) ? observed : 0
    if (this.#idle && value === 0) return
    this.#idle = false
    this.#last = value
    this.#largest = Math.max(this.#largest, value)
    this.#answer = undefined
    this.#model.append(value)
  }

  forecast(): Forecast {
    this.#answer ??= guardForecast({
      next: () => this.#model.next(),
      last: this.#last,
      largest: this.#largest,
      compat: this.#settings.compat,
    })
    return this.#answer
  }

  resetIdleSkip(): void {
    this.#idle = true
  }
}

/** With log1p the method works on ln(1 + y); 99 requests are 4.605 to it, and 4.605 back is 99. */
function onScale(model: SeriesModel, settings: ForecastSettings): SeriesModel {
  // The last value is the same on any scale; there and back would only add rounding.
  if (!settings.loadPredictorLog1p || settings.loadPredictor === 'constant') return model
  return {
    append: (value) => model.append(Math.log1p(value)),
    next: () => Math.max(0, Math.expm1(model.next())),
  }
}
