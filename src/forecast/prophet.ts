import { initSync, Prophet } from '@bsull/augurs/prophet'
import type { ForecastSettings } from '../domain/settings.js'
import type { ForecastResources } from './forecaster.js'
import type { SeriesModel } from './model.js'
import type { ProphetEngine } from './prophet-engine.js'
import { NEWTON_AS_STAN, NEWTON_DIRECT, newtonOptimizer } from './prophet-newton.js'

type Optimizer = Awaited<ReturnType<ProphetEngine['stan']>>

/** With fewer values Prophet is not asked: the last value is the answer. */
const FEWEST_VALUES = 5

/** From so many values on, Prophet fits by L-BFGS, below by Newton (prophet/models.py, 1.2). */
const FEWEST_VALUES_FOR_LBFGS = 100

/** Where time starts, 2024-01-01T00:00Z as in the reference; only the phase of seasons hangs on it. */
const EPOCH_SECONDS = 1_704_067_200

/**
 * Prophet with its defaults (linear trend, up to 25 changepoints in the first 80 %, seasons that it
 * chooses by the window's span), refitted at each step on the last `prophetWindowSize` values.
 */
export async function createProphetModel(
  settings: ForecastSettings,
  resources: ForecastResources,
): Promise<SeriesModel> {
  if (resources.prophet === undefined) throw new Error('prophet needs its engine to be passed in')
  const engine = await resources.prophet()
  initSync({ module: engine.augursWasm })
  const optimizer =
    settings.compat === 'reference'
      ? await referenceOptimizer(settings, engine)
      : newtonOptimizer(NEWTON_DIRECT)
  return new SlidingProphet(settings, optimizer)
}

class SlidingProphet implements SeriesModel {
  readonly #settings: ForecastSettings
  readonly #optimizer: Optimizer
  readonly #window: number[] = []
  /** Values seen so far, the window's and those before it. */
  #count = 0

  constructor(settings: ForecastSettings, optimizer: Optimizer) {
    this.#settings = settings
    this.#optimizer = optimizer
  }

  append(value: number): void {
    this.#count++
    this.#window.push(value)
    if (this.#window.length > this.#settings.prophetWindowSize) this.#window.shift()
  }

  next(): number {
    const y = this.#window
    const last = y.at(-1) ?? 0
    // A constant Prophet does not fit either: it goes on (forecaster.py, fit).
    if (y.length < FEWEST_VALUES || y.every((value) => value === last)) return last
    // augurs counts whole seconds; a trend does not mind its time stretched (0.5 s to 1 s), and an
    // interval long enough for seasons is stretched by less than 1 in 3,500.
    const interval = Math.ceil(this.#settings.adjustmentIntervalSeconds)
    const first = this.#count - y.length
    return fitAndPredict({
      optimizer: this.#optimizer,
      ds: y.map((_, i) => EPOCH_SECONDS + (first + i) * interval),
      y,
      at: EPOCH_SECONDS + this.#nextSeconds(interval),
    })
  }

  /**
   * One interval after the last value: after 50 values of 60 s, second 3,000. The reference counts
   * values where it should count seconds and asks for second 50, near the start.
   */
  #nextSeconds(interval: number): number {
    return this.#settings.compat === 'reference' ? this.#count : this.#count * interval
  }
}

function fitAndPredict(task: {
  readonly optimizer: Optimizer
  readonly ds: number[]
  readonly y: number[]
  readonly at: number
}): number {
  const { optimizer, ds, y, at } = task
  const prophet = new Prophet({ optimizer, uncertaintySamples: 0 })
  try {
    prophet.fit({ ds, y })
    const point = prophet.predict({ ds: [at] }).yhat.point[0]
    if (point === undefined) throw new Error('Prophet gave no forecast')
    return point
  } finally {
    prophet.free()
  }
}

/** Stan's L-BFGS is called only where the window can hold so many values; loading it takes 0.1 s. */
async function referenceOptimizer(
  settings: ForecastSettings,
  engine: ProphetEngine,
): Promise<Optimizer> {
  const newton = newtonOptimizer(NEWTON_AS_STAN)
  if (settings.prophetWindowSize < FEWEST_VALUES_FOR_LBFGS) return newton
  const stan = await engine.stan()
  return {
    optimize(init, data, options) {
      const values = (JSON.parse(data) as { readonly y: readonly number[] }).y.length
      if (values < FEWEST_VALUES_FOR_LBFGS) return newton.optimize(init, data, options)
      try {
        return stan.optimize(init, data, { ...options, algorithm: 'lbfgs', iter: 10_000 })
      } catch {
        // So does Prophet when L-BFGS gives up.
        return newton.optimize(init, data, options)
      }
    },
  }
}
