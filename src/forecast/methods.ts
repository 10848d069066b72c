import type { ForecastSettings, LoadPredictor } from '../domain/settings.js'
import type { ForecastResources } from './forecaster.js'
import type { SeriesModel } from './model.js'

export type CreateSeriesModel = (
  settings: ForecastSettings,
  resources: ForecastResources,
) => Promise<SeriesModel>

/** Every method by name. A new one is a file and a line here; a file is loaded only when it is used. */
export const METHODS: Readonly<Record<LoadPredictor, CreateSeriesModel>> = {
  constant: async () => (await import('./constant.js')).createConstantModel(),
  kalman: async (settings) => (await import('./kalman.js')).createKalmanModel(settings),
  'kalman-level': async (settings) =>
    (await import('./kalman-level.js')).createKalmanLevelModel(settings),
  arima: async (settings) =>
    settings.compat === 'reference'
      ? (await import('./arima-reference.js')).createReferenceArimaModel(settings)
      : (await import('./arima.js')).createArimaModel(),
  prophet: async (settings, resources) =>
    (await import('./prophet.js')).createProphetModel(settings, resources),
}
