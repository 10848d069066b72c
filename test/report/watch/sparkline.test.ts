import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparkline, UNKNOWN } from '../../../src/report/watch/sparkline.js'

const LEVELS = '▁▂▃▄▅▆▇█'

describe('a sparkline', () => {
  it.each<[string, (number | null)[], number, string]>([
    ['from 0 to the highest', [0, 4, 8], 3, '▁▄█'],
    ['with the newest at the right edge', [1], 4, '   █'],
    ['of the last values where there is no room for all', [9, 1, 2], 2, '▄█'],
    ['of nothing but zeros', [0, 0], 2, '▁▁'],
    ['with gaps that are no zeros', [8, null, 8], 3, '█·█'],
    ['of no column', [1, 2], 0, ''],
  ])('is drawn %s', (_, values, width, drawn) => {
    expect(sparkline(values, width)).toBe(drawn)
  })

  const series = fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })), {
    maxLength: 300,
  })

  it('has a character for each column, and never a lower bar for a higher value', () => {
    fc.assert(
      fc.property(series, fc.nat(80), (values, width) => {
        const drawn = [...sparkline(values, width)]
        expect(drawn).toHaveLength(width)
        const shown = width === 0 ? [] : values.slice(-width)
        const bars = drawn.slice(width - shown.length)
        for (const [i, value] of shown.entries()) {
          if (value === null) expect(bars[i]).toBe(UNKNOWN)
          for (const [j, other] of shown.entries()) {
            if (value === null || other === null || value > other) continue
            expect(LEVELS.indexOf(bars[i]!)).toBeLessThanOrEqual(LEVELS.indexOf(bars[j]!))
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})
