import { describe, expect, test } from 'vitest'
import { formatClock, formatElapsed, intervalName } from '../../src/report/time.js'
import {
  formatAmount,
  formatAttainment,
  formatCount,
  formatDuration,
  formatMs,
  formatPlural,
  formatShare,
  formatSi,
} from '../../src/report/units.js'

describe('numbers carry SI prefixes and units', () => {
  test.each([
    [0, '0'],
    [0.25, '0.25'],
    [350, '350'],
    [999.4, '999'],
    [999.6, '1 k'],
    [12_345, '12.3 k'],
    [2_712_000, '2.71 M'],
    [4.2e9, '4.2 G'],
    [-1500, '-1.5 k'],
    [null, '–'],
  ])('%s is %s', (value, text) => {
    expect(formatSi(value)).toBe(text)
  })

  test('tokens, milliseconds, shares, counts', () => {
    expect(formatAmount(2_700_000, 'tokens')).toBe('2.7 M tokens')
    expect(formatMs(350)).toBe('350 ms')
    expect(formatMs(21_500)).toBe('21.5 s')
    expect(formatShare(0.1234)).toBe('12.3 %')
    expect(formatShare(null)).toBe('–')
    expect(formatCount(12_031)).toBe('12,031')
    expect(formatCount(1_304_665)).toBe('1,304,665')
    expect(formatPlural(1, 'GPU')).toBe('1 GPU')
    expect(formatPlural(2, 'GPU')).toBe('2 GPUs')
  })
})

test.each([
  [null, '–'],
  [0, '0 %'],
  [1e-6, '< 0.1 %'],
  [0.2861, '28.6 %'],
  [0.9985, '99.9 %'],
  [0.99921, '99.92 %'],
  [0.99989, '99.98 %'],
  [0.999999, '> 99.99 %'],
  [1, '100 %'],
])('an attainment of %s is %s: never all while one is missed', (share, text) => {
  expect(formatAttainment(share)).toBe(text)
})

describe('times', () => {
  test.each([
    [0, '0:00'],
    [42 * 60_000, '0:42'],
    [42.5 * 60_000, '0:42:30'],
    [26 * 3_600_000 + 5 * 60_000, '26:05'],
    [-60 * 60_000, '−1:00'],
    [500, '0:00:00.5'],
  ])('%i ms after the origin is %s', (ms, text) => {
    expect(formatElapsed(ms)).toBe(text)
  })

  test('clock times are UTC, with seconds only where there are any', () => {
    expect(formatClock(Date.UTC(2024, 4, 10, 18, 17))).toBe('18:17')
    expect(formatClock(Date.UTC(2024, 4, 10, 18, 17, 5))).toBe('18:17:05')
  })

  test.each([
    [45, '45 s'],
    [60, '1 min'],
    [210, '3 min 30 s'],
    [3540, '59 min'],
    [26 * 3600 + 300, '26 h 5 min'],
    [0.5, '0.5 s'],
  ])('%d seconds last %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  test('an interval is named as it stands behind "per"', () => {
    expect([1000, 60_000, 180_000, 3_600_000].map(intervalName)).toEqual([
      'second',
      'minute',
      '3 min',
      'hour',
    ])
  })
})
