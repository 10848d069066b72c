import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundaryRows, spreadLabels } from '../../src/report/charts/labels.js'
import { chartSource, firstWindow } from '../../src/report/charts/source.js'
import { sampleResult } from '../helpers/sample-result.js'

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

test('the warm-up is named left of its boundary, and right of it where it is too narrow', () => {
  const textOf = (warmup: number) => {
    const source = chartSource(sampleResult({ warmup }))
    return boundaryRows(source, firstWindow(source), 'warm-up').map(({ text, side }) => [
      text,
      side,
    ])
  }
  expect(textOf(0)).toEqual([])
  expect(textOf(2)).toEqual([['← warm-up', 'left']])
  expect(textOf(28)).toEqual([['warm-up', 'right']])
  expect(textOf(100)).toEqual([['warm-up (last 30 of 100 intervals)', 'right']])
})
