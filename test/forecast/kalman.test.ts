import { describe, expect, it } from 'vitest'
import { createKalmanModel } from '../../src/forecast/kalman.js'
import { createKalmanLevelModel } from '../../src/forecast/kalman-level.js'
import { forecastSettings } from './settings.js'

describe('kalman', () => {
  it('answers 20.08 after 35 and 25, as worked out in the documentation', () => {
    const model = createKalmanModel(forecastSettings({ compat: 'reference' }))
    model.append(35)
    model.append(25)
    expect(model.next()).toBeCloseTo(20.077076, 6)
  })

  it('continues a straight line', () => {
    const model = createKalmanModel(forecastSettings())
    for (let i = 0; i < 50; i++) model.append(10 + 3 * i)
    expect(model.next()).toBeCloseTo(160, 1)
  })

  it('answers the last value before it has --kalman-min-points of them', () => {
    const model = createKalmanModel(forecastSettings({ kalmanMinPoints: 3 }))
    model.append(35)
    model.append(25)
    expect(model.next()).toBe(25)
    model.append(38)
    expect(model.next()).not.toBe(38)
  })

  it('is finite with no noise at all', () => {
    const none = { kalmanQLevel: 0, kalmanQTrend: 0, kalmanR: 0 }
    const model = createKalmanModel(forecastSettings(none))
    for (const value of [3, 3, 8, 8, 1, 1, 1]) model.append(value)
    expect(model.next()).toBeGreaterThan(-10)
    expect(model.next()).toBeLessThan(10)
  })
})

describe('kalman-level', () => {
  it('answers 15.24 after 10 and 20, as worked out in the documentation', () => {
    const model = createKalmanLevelModel(forecastSettings())
    model.append(10)
    model.append(20)
    expect(model.next()).toBeCloseTo(10 + (10 * 11) / 21, 12)
  })

  it('weighs the newest value the more, the more the level drifts', () => {
    const [calm, lively] = [0.1, 10].map((kalmanQLevel) => {
      const model = createKalmanLevelModel(forecastSettings({ kalmanQLevel }))
      for (let i = 0; i < 30; i++) model.append(10)
      model.append(20)
      return model.next()
    })
    expect(lively!).toBeGreaterThan(calm! + 3)
  })
})
