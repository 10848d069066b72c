import type { ForecastSettings } from '../domain/settings.js'
import { TRAFFIC_SERIES, type Traffic, type TrafficSeries } from '../domain/traffic.js'
import { type ForecastErrors, forecastErrors } from './accuracy.js'
import type { ForecastResources } from './forecaster.js'
import { createTrafficForecaster, type TrafficForecast } from './traffic.js'

export type TrafficErrors = Readonly<Record<TrafficSeries, ForecastErrors>>

/** How well a method would have forecast recorded traffic, each interval from those before it. */
export async function evaluateForecasts(evaluation: {
  readonly settings: ForecastSettings
  readonly resources: ForecastResources
  readonly warmup: readonly Traffic[]
  readonly samples: readonly Traffic[]
  /** Called after each interval; it may throw to stop. */
  readonly onInterval?: () => void | Promise<void>
}): Promise<TrafficErrors> {
  const { settings, resources, warmup, samples, onInterval } = evaluation
  const forecaster = await createTrafficForecaster(settings, resources)
  forecaster.warmUp(warmup)
  const predicted: TrafficForecast[] = []
  for (const sample of samples) {
    predicted.push(forecaster.forecast())
    forecaster.observe(sample)
    await onInterval?.()
  }
  const errors = (series: TrafficSeries) => errorsOf(series, samples, predicted)
  return Object.fromEntries(
    TRAFFIC_SERIES.map((series) => [series, errors(series)]),
  ) as unknown as TrafficErrors
}

/** Lengths are judged where there were requests: an empty interval has no mean length to be wrong about. */
function errorsOf(
  series: TrafficSeries,
  samples: readonly Traffic[],
  predicted: readonly TrafficForecast[],
): ForecastErrors {
  const judged = samples
    .map((sample, i) => ({ sample, forecast: predicted[i]! }))
    .filter(({ sample }) => series === 'requests' || sample.requests > 0)
  return forecastErrors({
    actual: judged.map(({ sample }) => sample[series]),
    predicted: judged.map(({ forecast }) => forecast[series].value),
  })
}
