import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spreadLabels } from '../../src/report/charts/labels.js'

const LABELS = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 5 })

test('labels at the right edge never overlap and never leave the plot', () => {
  fc.assert(
    fc.property(LABELS, (values) => {
      const labels = values.map((at, index) => ({ text: `line ${index}`, hue: 'ink', at }) as const)
      const rows = spreadLabels(labels, { top: 100, height: 100 })
      const heights = rows.map((row) => Number(row.at))
      heights.forEach((at, index) => {
        expect(at).toBeGreaterThanOrEqual(0)
        expect(at).toBeLessThanOrEqual(100)
        if (index > 0) expect(at - (heights[index - 1] ?? 0)).toBeGreaterThanOrEqual(13 - 1e-9)
      })
    }),
  )
})

test('a line without a value has no label', () => {
  expect(spreadLabels([{ text: 'load', hue: 'ink', at: null }], { top: 1, height: 100 })).toEqual(
    [],
  )
})
