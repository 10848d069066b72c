import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import type { LoadPredictor } from '../../src/domain/settings.js'
import { readProphetEngine } from '../../src/files/prophet-wasm.js'
import { readIntervals } from '../../src/files/trace.js'
import { forecastErrors } from '../../src/forecast/accuracy.js'
import { createForecaster } from '../../src/forecast/series.js'
import { describeShared, sharedPath } from '../helpers/shared.js'
import { forecastSettings } from './settings.js'

const METHODS: readonly LoadPredictor[] = ['constant', 'kalman', 'kalman-level', 'arima', 'prophet']

/** The established planner's kalman, arima and prophet, as the conformance data reports them. */
const CASES = [
  ['mooncake_conversation', 60, [0.81, 0.94, 1.48]],
  ['mooncake_conversation', 30, [0.78, 0.85, 0.95]],
  ['mooncake_synthetic', 60, [0.89, 0.87, 1.1]],
  ['mooncake_synthetic', 30, [0.96, 0.93, 1.23]],
  ['azure_code', 60, [0.91, 0.75, 0.84]],
  ['azure_code', 30, [0.92, 0.73, 0.88]],
  ['azure_conv', 60, [1.16, 2.23, 3.05]],
  ['azure_conv', 30, [1.03, 1.97, 5.36]],
] as const

/** MASE of the request count by method, one row a case. */
const measured: number[][] = []

describeShared('accuracy on the public traces', () => {
  beforeAll(async () => {
    for (const [trace, seconds] of CASES) {
      const counts = await requestCounts(trace, seconds)
      const row: number[] = []
      for (const method of METHODS) row.push(await maseOf(method, counts, seconds))
      measured.push(row)
    }
  })

  it('is what docs/forecasting.md says', () => {
    const guide = readFileSync(new URL('../../docs/forecasting.md', import.meta.url), 'utf8')
    expect(guide).toContain(table())
  })

  it('of arima is a mean MASE of at most 0.95, and nowhere above 1.2', () => {
    const arima = measured.map((row) => row[METHODS.indexOf('arima')]!)
    expect(mean(arima)).toBeLessThanOrEqual(0.95)
    expect(Math.max(...arima)).toBeLessThanOrEqual(1.2)
  })
})

function table(): string {
  const rows = CASES.map(([trace, seconds, reference], i) =>
    line([trace, `${seconds} s`, ...[...measured[i]!, ...reference].map(two)]),
  )
  const columns = [...measured[0]!, ...CASES[0][2]].map((_, k) =>
    mean(CASES.map(([, , reference], i) => [...measured[i]!, ...reference][k]!)),
  )
  return [...rows, line(['**mean**', '', ...columns.map(two)])].join('\n')
}

async function requestCounts(trace: string, adjustmentIntervalSeconds: number): Promise<number[]> {
  const { intervals } = await readIntervals({
    path: sharedPath('data/traces', `${trace}.jsonl`),
    adjustmentIntervalSeconds,
    emptyIntervals: 'fill',
    onBadLine: 'error',
  })
  return intervals.map(({ requests }) => requests)
}

async function maseOf(
  loadPredictor: LoadPredictor,
  actual: readonly number[],
  adjustmentIntervalSeconds: number,
): Promise<number> {
  const settings = forecastSettings({ loadPredictor, adjustmentIntervalSeconds })
  const forecaster = await createForecaster(settings, { prophet: readProphetEngine })
  const predicted = actual.map((value) => {
    const forecast = forecaster.forecast().value
    forecaster.observe(value)
    return forecast
  })
  return forecastErrors({ actual, predicted }).mase!
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function two(value: number): string {
  return value.toFixed(2)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
