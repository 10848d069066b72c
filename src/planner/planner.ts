import type { Decision, Reason } from '../domain/decision.js'
import type { Observation } from '../domain/observation.js'
import type { PlannerSettings } from '../domain/settings.js'
import { TRAFFIC_SERIES, type Traffic } from '../domain/traffic.js'
import type { TrafficForecast, TrafficForecaster } from '../forecast/traffic.js'
import { correct, NEUTRAL_CORRECTION } from './correction.js'
import { decide } from './decide.js'
import type { Performance } from './sizing/policy.js'

/** The decision core: takes what each interval looked like, says what the next one needs. */
export interface Planner {
  observe(observation: Observation): void
  /** Replicas for the interval after the last observed one; asking twice changes nothing. */
  decide(): Decision
}

export function createPlanner(parts: {
  readonly settings: PlannerSettings
  readonly forecaster: TrafficForecaster
  readonly performance: Performance
}): Planner {
  const { settings, forecaster, performance } = parts
  let correction = NEUTRAL_CORRECTION
  return {
    observe(observation) {
      correction = correct(correction, { observation, performance, settings })
      forecaster.observe(observation.traffic)
    },
    decide() {
      const forecast = forecaster.forecast()
      const reasons = replacedReasons(forecast)
      return decide({ forecast: valuesOf(forecast), correction, performance, settings, reasons })
    },
  }
}

function valuesOf({ requests, isl, osl }: TrafficForecast): Traffic {
  return { requests: requests.value, isl: isl.value, osl: osl.value }
}

function replacedReasons(forecast: TrafficForecast): Reason[] {
  return TRAFFIC_SERIES.flatMap((series) => {
    const { replaced } = forecast[series]
    return replaced === undefined
      ? []
      : [{ code: 'forecast-replaced' as const, text: `${series} forecast: ${replaced}` }]
  })
}
