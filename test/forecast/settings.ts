import type { ForecastSettings } from '../../src/domain/settings.js'

/** The documented defaults, with what a test changes. */
export function forecastSettings(changed: Partial<ForecastSettings> = {}): ForecastSettings {
  return {
    adjustmentIntervalSeconds: 60,
    loadPredictor: 'constant',
    loadPredictorLog1p: false,
    prophetWindowSize: 50,
    kalmanQLevel: 1,
    kalmanQTrend: 0.1,
    kalmanR: 10,
    kalmanMinPoints: 5,
    compat: 'none',
    ...changed,
  }
}
