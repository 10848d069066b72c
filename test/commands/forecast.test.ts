import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import Forecast from '../../commands/forecast.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'planner-forecast-'))
const trace = join(scratch, 'trace.jsonl')
afterAll(() => rmSync(scratch, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

/** Interval i of 60 s has i + 1 requests of 100·(i + 1) input and 10 output tokens. */
writeFileSync(
  trace,
  Array.from({ length: 4 }, (_, i) =>
    Array.from({ length: i + 1 }, () =>
      JSON.stringify({ timestamp: 60_000 * i, input_length: 100 * (i + 1), output_length: 10 }),
    ),
  )
    .flat()
    .join('\n'),
)

async function run(...argv: readonly string[]) {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  vi.spyOn(console, 'log').mockImplementation((...text) => written.push(`${format(...text)}\n`))
  await Forecast.run([trace, '--adjustment-interval', '60', ...argv], { root: ROOT })
  return written.join('').replaceAll(trace, 'trace.jsonl')
}

describe('planner forecast', () => {
  it('prints the errors of every method asked for, and marks the least MASE', async () => {
    const text = await run('--load-predictor', 'constant', '--load-predictor', 'kalman-level')
    expect(text).toMatchInlineSnapshot(`
      "trace.jsonl: 10 requests in 4 intervals of 1 min
      forecasts one interval ahead, interval 0 left out; MASE 1 is the last value, * the least

      requests per interval          MAE      RMSE      WAPE      MASE      bias
        * constant                     1         1    33.3 %         1        -1
          kalman-level              1.46      1.51    48.7 %      1.46     -1.46

      ISL, tokens                    MAE      RMSE      WAPE      MASE      bias
        * constant                   100       100    33.3 %         1      -100
          kalman-level               146       151    48.7 %      1.46      -146

      OSL, tokens                    MAE      RMSE      WAPE      MASE      bias
          constant                     0         0       0 %         –         0
          kalman-level                 0         0       0 %         –         0
      "
    `)
  })

  it('compares all methods when none is named', async () => {
    const { predictors } = JSON.parse(await run('--json'))
    const names = predictors.map((errors: { loadPredictor: string }) => errors.loadPredictor)
    expect(names).toEqual(['constant', 'kalman', 'kalman-level', 'arima', 'prophet'])
  })

  it('--json prints full precision, null for what is undefined, and nothing else', async () => {
    const comparison = JSON.parse(await run('--json', '--load-predictor', 'constant'))
    expect(comparison).toMatchObject({ intervals: 4, adjustmentIntervalSeconds: 60 })
    expect(comparison.predictors).toEqual([
      {
        loadPredictor: 'constant',
        requests: { mae: 1, rmse: 1, wape: 1 / 3, mase: 1, bias: -1 },
        isl: { mae: 100, rmse: 100, wape: 1 / 3, mase: 1, bias: -100 },
        osl: { mae: 0, rmse: 0, wape: 0, mase: null, bias: 0 },
      },
    ])
  })

  it('learns from a warm-up trace first', async () => {
    const warm = ['--load-predictor', 'kalman-level', '--load-predictor-warmup-trace', trace]
    const cold = JSON.parse(await run('--json', '--load-predictor', 'kalman-level'))
    const warmed = JSON.parse(await run('--json', ...warm))
    expect(warmed.predictors[0].requests.mae).not.toBe(cold.predictors[0].requests.mae)
  })
})
