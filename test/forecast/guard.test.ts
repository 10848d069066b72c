import { describe, expect, it } from 'vitest'
import { guardForecast } from '../../src/forecast/guard.js'

const seen = { last: 12, largest: 250, compat: 'none' } as const

describe('guard', () => {
  it.each([
    ['a sane answer', () => 17.5, 17.5, undefined],
    ['a negative one', () => -3.24, 0, 'raw -3.24 is negative, 0 used'],
    [
      'one beyond four times the largest value',
      () => 3803.2,
      1000,
      'raw 3803 is above 4 × the largest value seen (250), 1000 used',
    ],
    ['NaN', () => Number.NaN, 12, 'raw NaN is not finite, last value 12 used'],
    ['infinity', () => Infinity, 12, 'raw Infinity is not finite, last value 12 used'],
    [
      'a failed fit',
      () => {
        throw new Error('singular')
      },
      12,
      'the fit failed (singular), last value 12 used',
    ],
  ])('%s is used or replaced, and what was replaced is said', (_, next, value, replaced) => {
    const forecast = guardForecast({ next, ...seen })
    expect(forecast.value).toBe(value)
    expect(forecast.replaced).toBe(replaced)
  })

  it('passes negative and large answers on in compat reference', () => {
    expect(guardForecast({ ...seen, compat: 'reference', next: () => -3 })).toEqual({ value: -3 })
    expect(guardForecast({ ...seen, compat: 'reference', next: () => 1e6 })).toEqual({ value: 1e6 })
  })
})
