import { initSync, Prophet } from '@bsull/augurs/prophet'
import type { ForecastSettings } from '../domain/settings.js'
import type { ForecastResources } from './forecaster.js'
import type { SeriesModel } from './model.js'
import type { ProphetEngine } from './prophet-engine.js'

/** With fewer values Prophet is not asked: the last value is the answer. */
const FEWEST_VALUES = 5

/** Prophet with its defaults, refitted on a sliding window at each step. */
export async function createProphetModel(
  settings: ForecastSettings,
  resources: ForecastResources,
): Promise<SeriesModel> {
  if (resources.prophet === undefined) throw new Error('prophet needs its engine to be passed in')
  const engine = await resources.prophet()
  initSync({ module: engine.augursWasm })
  return new SlidingProphet(settings, engine)
}

class SlidingProphet implements SeriesModel {
  readonly #settings: ForecastSettings
  readonly #engine: ProphetEngine
  readonly #window: number[] = []

  constructor(settings: ForecastSettings, engine: ProphetEngine) {
    this.#settings = settings
    this.#engine = engine
  }

  append(value: number): void {
    this.#window.push(value)
    if (this.#window.length > this.#settings.prophetWindowSize) this.#window.shift()
  }

  next(): number {
    const y = this.#window
    if (y.length < FEWEST_VALUES) return y.at(-1) ?? 0
    const interval = this.#settings.adjustmentIntervalSeconds
    const prophet = new Prophet({ optimizer: this.#engine.stan, uncertaintySamples: 0 })
    prophet.fit({ ds: y.map((_, i) => i * interval), y })
    const point = prophet.predict({ ds: [y.length * interval] }).yhat.point[0]
    prophet.free()
    if (point === undefined) throw new Error('Prophet gave no forecast')
    return point
  }
}
