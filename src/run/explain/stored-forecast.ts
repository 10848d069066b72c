import { TRAFFIC_SERIES, type Traffic, type TrafficSeries } from '../../domain/traffic.js'
import type { Forecast } from '../../forecast/forecaster.js'
import type { TrafficForecaster } from '../../forecast/traffic.js'
import type { IntervalRecord } from '../result.js'

/**
 * The forecasts that a run made, once more. They rest on the traffic alone, which no change of the fleet
 * alters, so nothing is fitted anew. Where `isKnown` says so the forecast is the traffic that came.
 */
export function storedForecasts(
  intervals: readonly IntervalRecord[],
  isKnown: (index: number) => boolean,
): TrafficForecaster {
  let next = 0
  return {
    observe() {
      next++
    },
    forecast() {
      const record = intervals[next]
      if (record === undefined) throw new Error(`no forecast is stored for interval ${next}`)
      const forecast = isKnown(next) ? exactly(record.observed) : asStored(record)
      const [requests, isl, osl] = TRAFFIC_SERIES.map(forecast)
      return { requests: requests!, isl: isl!, osl: osl! }
    },
    warmUp() {
      throw new Error('stored forecasts know their warm-up already')
    },
  }
}

function exactly(observed: Traffic) {
  return (series: TrafficSeries): Forecast => ({ value: observed[series] })
}

function asStored({ predicted, decision }: IntervalRecord) {
  return (series: TrafficSeries): Forecast => {
    const lead = `${series} forecast: `
    const replaced = decision.reasons.find(
      ({ code, text }) => code === 'forecast-replaced' && text.startsWith(lead),
    )
    const value = predicted[series]
    return replaced === undefined
      ? { value }
      : { value, replaced: replaced.text.slice(lead.length) }
  }
}
