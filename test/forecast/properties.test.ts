import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoadPredictor } from '../../src/domain/settings.js'
import { LARGEST_MULTIPLE } from '../../src/forecast/guard.js'
import { createForecaster } from '../../src/forecast/series.js'
import { createTrafficForecaster } from '../../src/forecast/traffic.js'
import { forecastSettings } from './settings.js'

const PREDICTORS: readonly LoadPredictor[] = ['constant', 'kalman', 'kalman-level', 'arima']

const anySeries = fc.oneof(
  fc.array(fc.nat(1000), { maxLength: 60 }),
  fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { maxLength: 60 }),
  fc.array(fc.constantFrom(0, 1, 1e12, Number.NaN, 5e-324, 1e300), { maxLength: 60 }),
  fc.tuple(fc.nat(50), fc.nat(500)).map(([length, value]) => new Array(length).fill(value)),
  fc.nat(60).map((length) => Array.from({ length }, (_, i) => (i % 2) * 1e12)),
  fc.nat(60).map((length) => Array.from({ length }, (_, i) => 3 * i)),
  fc.nat(60).map((length) => Array.from({ length }, (_, i) => 2 ** i)),
)

const anySettings = fc.record({
  loadPredictor: fc.constantFrom(...PREDICTORS),
  loadPredictorLog1p: fc.boolean(),
})

describe('every method, on any series', () => {
  it('never forecasts below 0, above four times the largest value, or no number', async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, anySeries, async (changed, series) => {
        const forecaster = await createForecaster(forecastSettings(changed), {})
        let largest = 0
        for (const value of series) {
          forecaster.observe(value)
          if (value > largest) largest = value
          const forecast = forecaster.forecast()
          expect(forecast.value).toBeGreaterThanOrEqual(0)
          expect(forecast.value).toBeLessThanOrEqual(LARGEST_MULTIPLE * largest)
          expect(forecaster.forecast()).toEqual(forecast)
        }
      }),
      { numRuns: 150, seed: 3 },
    )
  })

  it('forecasts the same whether or not it was asked on the way', async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, anySeries, async (changed, series) => {
        const asked = await createForecaster(forecastSettings(changed), {})
        const silent = await createForecaster(forecastSettings(changed), {})
        for (const value of series) {
          asked.observe(value)
          asked.forecast()
          silent.observe(value)
        }
        expect(silent.forecast()).toEqual(asked.forecast())
      }),
      { numRuns: 100, seed: 3 },
    )
  })

  it('forecasts after a warm-up as after the same traffic observed', async () => {
    const anyTraffic = fc.array(
      fc.record({
        requests: fc.integer({ min: 1, max: 500 }),
        isl: fc.nat(9000),
        osl: fc.nat(900),
      }),
      { maxLength: 40 },
    )
    await fc.assert(
      fc.asyncProperty(anySettings, anyTraffic, anyTraffic, async (changed, before, after) => {
        const warmed = await createTrafficForecaster(forecastSettings(changed), {})
        const cold = await createTrafficForecaster(forecastSettings(changed), {})
        warmed.warmUp(before)
        before.forEach(cold.observe)
        for (const traffic of after.map((traffic) => ({ ...traffic, isl: traffic.isl + 1 }))) {
          warmed.observe(traffic)
          cold.observe(traffic)
        }
        const { requests, isl } = warmed.forecast()
        expect({ requests, isl }).toEqual({
          requests: cold.forecast().requests,
          isl: cold.forecast().isl,
        })
      }),
      { numRuns: 60, seed: 3 },
    )
  })

  it('forecasts a constant series as that constant', async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, fc.integer({ min: 1, max: 1e6 }), async (changed, value) => {
        const forecaster = await createForecaster(forecastSettings(changed), {})
        for (let i = 0; i < 25; i++) forecaster.observe(value)
        expect(Math.abs(forecaster.forecast().value / value - 1)).toBeLessThan(1e-9)
      }),
      { numRuns: 40, seed: 3 },
    )
  })
})
