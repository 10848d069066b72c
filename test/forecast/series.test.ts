import { describe, expect, it } from 'vitest'
import { createForecaster } from '../../src/forecast/series.js'
import { forecastSettings } from './settings.js'

describe('rules all methods share', () => {
  it('forecast 0 before the first value', async () => {
    const forecaster = await createForecaster(forecastSettings({ loadPredictor: 'kalman' }), {})
    expect(forecaster.forecast()).toEqual({ value: 0 })
  })

  it('ignore zeros before the first other value, and none after', async () => {
    const forecaster = await createForecaster(forecastSettings({ loadPredictor: 'arima' }), {})
    for (const value of [0, 0, 0, 10]) forecaster.observe(value)
    expect(forecaster.forecast().value).toBe(10)
    forecaster.observe(0)
    expect(forecaster.forecast().value).toBe(5)
  })

  it('count NaN as 0', async () => {
    const forecaster = await createForecaster(forecastSettings(), {})
    forecaster.observe(Number.NaN)
    forecaster.observe(7)
    forecaster.observe(Number.NaN)
    expect(forecaster.forecast().value).toBe(0)
  })

  it('ignore leading zeros anew after a warm-up, with the history kept', async () => {
    const forecaster = await createForecaster(forecastSettings({ loadPredictor: 'arima' }), {})
    for (const value of [10, 20]) forecaster.observe(value)
    forecaster.resetIdleSkip()
    forecaster.observe(0)
    expect(forecaster.forecast().value).toBe(15)
    forecaster.observe(30)
    expect(forecaster.forecast().value).toBe(21)
  })

  it('forecast on ln(1 + y) with log1p: 0 and 99 have the middle 9', async () => {
    const settings = forecastSettings({ loadPredictor: 'arima', loadPredictorLog1p: true })
    const forecaster = await createForecaster(settings, {})
    for (const value of [99, 0]) forecaster.observe(value)
    expect(forecaster.forecast().value).toBeCloseTo(9, 12)
  })

  it('leave the last value exact with log1p', async () => {
    const forecaster = await createForecaster(forecastSettings({ loadPredictorLog1p: true }), {})
    forecaster.observe(36.1)
    expect(forecaster.forecast().value).toBe(36.1)
  })
})
