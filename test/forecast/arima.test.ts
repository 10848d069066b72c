import { describe, expect, it, vi } from 'vitest'
import { createArimaModel, WINDOW_SIZE } from '../../src/forecast/arima.js'
import { fitAndForecast } from '../../src/forecast/arima-fit.js'
import { BASE_ORDER, chooseOrder } from '../../src/forecast/arima-orders.js'
import { ARIMA } from '../../src/forecast/arima-package.js'
import type { SeriesModel } from '../../src/forecast/model.js'
import { smoothShort } from '../../src/forecast/short-series.js'

/** A reproducible wobble in −1 .. 1. */
const wobble = (i: number) => Math.sin(i * i * 12.9898) * 0.7 + Math.sin(i * 78.233) * 0.3

function fed(values: readonly number[]): SeriesModel {
  const model = createArimaModel()
  for (const value of values) model.append(value)
  return model
}

describe('arima', () => {
  it('smooths what is too short to fit: 21 after 10, 20, 30', () => {
    expect(smoothShort([10, 20, 30])).toBe(21)
    expect(fed([10, 20, 30]).next()).toBe(21)
    expect(fed([]).next()).toBe(0)
  })

  it('answers a constant series without a fit', () => {
    expect(fed(new Array(40).fill(7)).next()).toBe(7)
  })

  it('forecasts a noisy level near the level, and a noisy ramp near its continuation', () => {
    const level = Array.from({ length: 80 }, (_, i) => 200 + 30 * wobble(i))
    expect(Math.abs(fed(level).next() - 200)).toBeLessThan(15)
    const ramp = Array.from({ length: 80 }, (_, i) => 100 + 5 * i + 3 * wobble(i))
    expect(Math.abs(fed(ramp).next() - 500)).toBeLessThan(15)
  })

  it('follows a step within a few intervals', () => {
    const step = Array.from({ length: 46 }, (_, i) => (i < 40 ? 100 : 400) + 10 * wobble(i))
    expect(fed(step).next()).toBeGreaterThan(340)
  })

  it('depends on the newest values alone, however long the history', () => {
    const long = Array.from({ length: 400 }, (_, i) => 100 + 40 * wobble(i))
    const start = Array.from({ length: 400 }, (_, i) => 900 + 40 * wobble(i + 7))
    // Orders are chosen at 20, 30, …, 353 and 453 values: both are asked at the same count.
    const a = fed([...start.slice(0, 230), ...long.slice(230)])
    const b = fed([...start.slice(5, 235), ...long.slice(230)])
    expect(a.next()).toBe(b.next())
    expect(WINDOW_SIZE).toBe(100)
  })

  it('takes another order only where that one forecast clearly better', () => {
    const noise = Array.from({ length: 60 }, (_, i) => 100 + 20 * wobble(i))
    expect(chooseOrder(noise, WINDOW_SIZE)).toBe(BASE_ORDER)
    const alternating = Array.from({ length: 60 }, (_, i) => 100 + (i % 2) * 50 + 2 * wobble(i))
    expect(chooseOrder(alternating, WINDOW_SIZE).p).toBeGreaterThan(0)
  })

  it('throws where the package fails in silence', () => {
    const spikes = Array.from({ length: 30 }, (_, i) => (i % 2) * 1e12)
    // (0,1,0) answers memory it never wrote; the fit of an alternating series ends in NaN.
    expect(() => fitAndForecast(spikes, { p: 0, d: 1, q: 0 })).toThrow('found no fit')
    expect(() => fitAndForecast([1, 2, 3], BASE_ORDER)).toThrow('too short')
  })

  it('prints nothing and leaves the exit code alone', () => {
    const log = vi.spyOn(console, 'log')
    const error = vi.spyOn(console, 'error')
    const write = vi.spyOn(process.stdout, 'write')
    const exitCode = process.exitCode
    // The package's own search prints on such a series, and its optimisers may exit.
    const spikes = Array.from({ length: 40 }, (_, i) => (i % 2) * (1 + i))
    new ARIMA({ auto: true }).train(spikes).destroy()
    fitAndForecast(spikes, { p: 2, d: 1, q: 1 })
    expect([log.mock.calls, error.mock.calls, write.mock.calls]).toEqual([[], [], []])
    expect(process.exitCode).toBe(exitCode)
    vi.restoreAllMocks()
  })

  it('leaves the console to others', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const { console: terminal } = globalThis
    terminal.log('heard')
    expect(log).toHaveBeenCalledWith('heard')
    vi.restoreAllMocks()
  })
})
