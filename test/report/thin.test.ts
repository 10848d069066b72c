import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itlPanel } from '../../src/report/charts/itl.js'
import { loadPlot } from '../../src/report/charts/load.js'
import { overviewPlot } from '../../src/report/charts/overview.js'
import type { Panel } from '../../src/report/charts/plot.js'
import { requestsPanel } from '../../src/report/charts/requests.js'
import { slaPanel } from '../../src/report/charts/sla.js'
import { chartSource, wholeWindow } from '../../src/report/charts/source.js'
import { bandOf, bucketSize, bucketsOf, THIN_ABOVE } from '../../src/report/charts/thin.js'
import { sampleResult } from '../helpers/sample-result.js'

const VALUES = fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null }), {
  minLength: 1,
  maxLength: 6000,
})

describe('thinning', () => {
  test('leaves up to a thousand intervals as they are', () => {
    expect(bucketSize(THIN_ABOVE)).toBe(1)
    expect(bucketsOf({ from: 3, to: 6 })).toEqual([
      { from: 3, to: 4 },
      { from: 4, to: 5 },
      { from: 5, to: 6 },
    ])
  })

  test.each([1001, 2000, 10_000, 1_000_000])('draws %i intervals in at most 501 steps', (count) => {
    const buckets = bucketsOf({ from: 0, to: count })
    expect(buckets.length).toBeLessThanOrEqual(501)
    expect(buckets.length).toBeGreaterThan(200)
  })

  test('covers every interval once, in order, wherever the range begins', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(20_000), (from, length) => {
        const range = { from, to: from + length }
        let at = from
        for (const bucket of bucketsOf(range)) {
          expect(bucket.from).toBe(at)
          expect(bucket.to).toBeGreaterThan(bucket.from)
          at = bucket.to
        }
        expect(at).toBe(range.to)
      }),
    )
  })

  test('never loses the lowest or the highest value', () => {
    fc.assert(
      fc.property(VALUES, (column) => {
        const bands = bucketsOf({ from: 0, to: column.length }).map((bucket) =>
          bandOf(column, bucket),
        )
        const drawn = column.filter((value) => value !== null)
        const numbers = (values: readonly (number | null)[]) =>
          values.filter((value) => value !== null)
        expect(Math.min(...numbers(bands.map(({ low }) => low)))).toBe(Math.min(...drawn))
        expect(Math.max(...numbers(bands.map(({ high }) => high)))).toBe(Math.max(...drawn))
      }),
    )
  })
})

describe('ten thousand intervals', () => {
  const source = chartSource(sampleResult({ intervals: 10_000 }))
  const simulated = chartSource(sampleResult({ intervals: 10_000, simulated: true }))
  const window = wholeWindow(source)

  test.each(['prefill', 'decode'] as const)(
    'every shortfall of %s shows at its full height',
    (role) => {
      const { short = [] } = loadPlot(role).data(source, window).rows
      const [load, capacity] = [source.load[role], source.capacity[role]]
      const excessOf = (index: number) => (load[index] ?? 0) - (capacity[index] ?? 0)
      const missing = load.flatMap((_, index) => {
        if (excessOf(index) <= 0) return []
        const time = source.time[index] ?? 0
        const isShown = short.some(
          (row) =>
            Number(row.time) <= time &&
            time < Number(row.end) &&
            Number(row.asked) - Number(row.served) >= excessOf(index),
        )
        return isShown ? [] : [index]
      })
      expect(short.length).toBeGreaterThan(100)
      expect(missing).toEqual([])
    },
  )

  test('where nothing fell short nothing is filled', () => {
    const { short = [] } = loadPlot('prefill').data(source, window).rows
    for (const row of short) expect(Number(row.asked)).toBeGreaterThan(Number(row.served))
  })

  test('the worst attainment and the highest quantiles are drawn, and every miss', () => {
    const { felt, actual } = simulated
    const rowsOf = (panel: Panel, plot = 0) => panel.plots[plot]?.data(simulated, window).rows ?? {}
    const numbers = (values: readonly unknown[]) =>
      values.filter((value): value is number => typeof value === 'number')
    const { steps: shares = [] } = rowsOf(slaPanel)
    expect(Math.min(...numbers(shares.map((row) => row.bothLow)))).toBe(
      Math.min(...numbers(felt?.sla.both ?? [])),
    )
    const { steps: quantiles = [] } = rowsOf(itlPanel)
    for (const quantile of ['p50', 'p95', 'p99'] as const) {
      expect(Math.max(...numbers(quantiles.map((row) => row[quantile])))).toBe(
        Math.max(...numbers(felt?.latency.itl[quantile] ?? [])),
      )
    }
    const missed = (felt?.goodput ?? []).map(
      (within, index) => (actual.requests[index] ?? 0) - (within ?? 0),
    )
    const { short = [] } = rowsOf(slaPanel, 1)
    expect(Math.max(...short.map((row) => Number(row.asked) - Number(row.served)))).toBe(
      Math.max(...missed),
    )
  })

  test('the share of many intervals is that of their requests, not the mean of shares', () => {
    const { steps = [] } = slaPanel.plots[0]?.data(simulated, window).rows ?? {}
    const { felt, actual } = simulated
    const [first, second] = [steps[0], steps[1]]
    const count = (Number(second?.time) - Number(first?.time)) / simulated.intervalMs
    const sum = (column: readonly (number | null)[] = []) =>
      column.slice(0, count).reduce<number>((total, value) => total + (value ?? 0), 0)
    expect(count).toBe(32)
    expect(Number(first?.both)).toBeCloseTo(sum(felt?.goodput) / sum(actual.requests), 4)
  })

  test('zoomed in, each interval is drawn by itself', () => {
    const hour = { from: window.from, to: window.from + 3_600_000 }
    const { lines = [] } = requestsPanel.plots[0]?.data(source, hour).rows ?? {}
    expect(lines.map((row) => row.actual).slice(0, 60)).toEqual(source.actual.requests.slice(0, 60))
  })
})

test('the overview is broken where intervals are absent, as in a journal with an outage', () => {
  const result = sampleResult({ intervals: 12 })
  const intervals = result.intervals.filter(({ index }) => index < 4 || index > 7)
  const source = chartSource({ ...result, intervals })
  const { area } = overviewPlot.data(source, wholeWindow(source)).rows
  expect(area!.map(({ requests }) => requests === null)).toEqual(
    Array.from({ length: 9 }, (_, i) => i === 4),
  )
})
