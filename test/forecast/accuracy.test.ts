import { describe, expect, it } from 'vitest'
import { forecastErrors } from '../../src/forecast/accuracy.js'
import { evaluateForecasts } from '../../src/forecast/evaluate.js'
import { forecastSettings } from './settings.js'

describe('forecast errors', () => {
  it('are those worked out by hand, point 0 left out', () => {
    const errors = forecastErrors({ actual: [10, 20, 30], predicted: [999, 14, 26] })
    expect(errors).toEqual({ mae: 5, rmse: Math.sqrt(26), wape: 0.2, mase: 0.5, bias: -5 })
  })

  it.each([
    ['no point', [], []],
    ['one point', [5], [5]],
  ])('are null with %s', (_, actual, predicted) => {
    const none = { mae: null, rmse: null, wape: null, mase: null, bias: null }
    expect(forecastErrors({ actual, predicted })).toEqual(none)
  })

  it('are null where they would divide by nothing', () => {
    const { mae, wape, mase } = forecastErrors({ actual: [0, 0, 0], predicted: [0, 1, 1] })
    expect({ mae, wape, mase }).toEqual({ mae: 1, wape: null, mase: null })
  })

  it('have MASE 1 for the last value', async () => {
    const counts = [4, 9, 2, 2, 0, 7]
    const samples = counts.map((requests) => ({ requests, isl: 10 * requests, osl: requests }))
    const settings = forecastSettings()
    const errors = await evaluateForecasts({ settings, resources: {}, warmup: [], samples })
    expect(errors.requests.mase).toBe(1)
    expect(errors.isl.mase).toBe(1)
  })
})
