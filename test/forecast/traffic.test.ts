import { describe, expect, it } from 'vitest'
import { createTrafficForecaster } from '../../src/forecast/traffic.js'
import { forecastSettings } from './settings.js'

const busy = { requests: 10, isl: 3000, osl: 200 }
const empty = { requests: 0, isl: 0, osl: 0 }

describe('traffic forecaster', () => {
  it('forecasts no requests after an empty interval, but keeps the lengths', async () => {
    const forecaster = await createTrafficForecaster(forecastSettings(), {})
    forecaster.observe(busy)
    forecaster.observe(empty)
    expect(forecaster.forecast()).toEqual({
      requests: { value: 0 },
      isl: { value: 3000 },
      osl: { value: 200 },
    })
  })

  it('takes the zero lengths of an empty interval in compat reference', async () => {
    const settings = forecastSettings({ compat: 'reference' })
    const forecaster = await createTrafficForecaster(settings, {})
    forecaster.observe(busy)
    forecaster.observe(empty)
    expect(forecaster.forecast().isl).toEqual({ value: 0 })
  })

  it('ignores idle intervals between a warm-up and the first traffic', async () => {
    const forecaster = await createTrafficForecaster(forecastSettings(), {})
    forecaster.warmUp([busy, { ...busy, requests: 12 }])
    forecaster.observe(empty)
    expect(forecaster.forecast().requests.value).toBe(12)
  })
})
