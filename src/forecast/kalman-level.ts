import KalmanFilter from 'kalmanjs'
import type { ForecastSettings } from '../domain/settings.js'
import type { SeriesModel } from './model.js'

/**
 * Local level (Harvey 1989, §2.2): the series is a slowly drifting level in noise, with no trend. kalmanjs
 * calls the process noise R and the measurement noise Q; here they are kalmanQLevel and kalmanR.
 * Worked: 10 then 20 at the defaults: variance 10 + 1 = 11, gain 11/21, level 15.24, which is the forecast.
 */
export function createKalmanLevelModel(settings: ForecastSettings): SeriesModel {
  const filter = new KalmanFilter({ R: settings.kalmanQLevel, Q: settings.kalmanR })
  let level = 0
  return {
    append(value) {
      level = filter.filter(value)
    },
    next: () => level,
  }
}
