import type { ForecastSettings } from '../domain/settings.js'
import type { Traffic } from '../domain/traffic.js'
import type { Forecast, ForecastResources } from './forecaster.js'
import { createForecaster } from './series.js'

export interface TrafficForecast {
  readonly requests: Forecast
  readonly isl: Forecast
  readonly osl: Forecast
}

/** The three series of a planner's traffic, forecast independently, one interval ahead. */
export interface TrafficForecaster {
  observe(traffic: Traffic): void
  /** The next interval; asking twice changes nothing. */
  forecast(): TrafficForecast
  /** Observes all, then ignores leading zeros anew. */
  warmUp(samples: readonly Traffic[]): void
}

export async function createTrafficForecaster(
  settings: ForecastSettings,
  resources: ForecastResources,
): Promise<TrafficForecaster> {
  const requests = await createForecaster(settings, resources)
  const isl = await createForecaster(settings, resources)
  const osl = await createForecaster(settings, resources)
  const repeatReference = settings.compat === 'reference'

  function observe(traffic: Traffic): void {
    requests.observe(traffic.requests)
    // An interval without requests has no mean length: a 0 there is a gap, not a short prompt.
    if (traffic.requests === 0 && !repeatReference) return
    isl.observe(traffic.isl)
    osl.observe(traffic.osl)
  }

  return {
    observe,
    forecast: () => ({
      requests: requests.forecast(),
      isl: isl.forecast(),
      osl: osl.forecast(),
    }),
    warmUp(samples) {
      samples.forEach(observe)
      for (const series of [requests, isl, osl]) series.resetIdleSkip()
    },
  }
}
