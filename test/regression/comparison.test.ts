import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBaseline } from '../../src/cli/check/baseline-file.js'
import { baselineOf, type Inputs } from '../../src/regression/baseline.js'
import { renderBaseline } from '../../src/regression/baseline-json.js'
import { compareWithBaseline, hasRegressed } from '../../src/regression/comparison.js'
import { compareDecisions, decisionRuns, replicasOf } from '../../src/regression/decisions.js'
import { METRIC_NAMES } from '../../src/regression/metric.js'
import { recordOf } from '../../src/regression/stored-decision.js'
import type { Tolerances } from '../../src/regression/tolerances.js'
import { explainDecision } from '../../src/run/explain/decision.js'
import type { Result } from '../../src/run/result.js'
import { anyTraffic, played, WAVE } from '../helpers/explain.js'
import { sampleResult } from '../helpers/sample-result.js'

const INPUTS: Inputs = {
  trace: { name: 't.jsonl', sha256: 'a'.repeat(64) },
  profile: { name: 'p', sha256: 'b'.repeat(64) },
  warmup: null,
}

/** Nothing may be worse, of no metric and at no interval. */
const STRICT: Tolerances = Object.fromEntries(
  [...METRIC_NAMES, 'replicas'].map((name) => [name, { kind: 'absolute', amount: 0 }]),
)

/** Through the file and back, as a check reads it. */
function stored(result: Result) {
  const text = renderBaseline(baselineOf(result, INPUTS))
  const around = { path: 'x.baseline.json', settings: result.settings, inputs: INPUTS }
  return { text, ...parseBaseline(text, around) }
}

function compare(before: Result, result: Result, tolerances = STRICT) {
  const { baseline } = stored(before)
  return compareWithBaseline({ baseline, result, inputs: INPUTS, tolerances, budgets: [] })
}

describe('a baseline', () => {
  test('never regresses against itself, through its file, whatever the traffic', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTraffic,
        fc.constantFrom('constant', 'kalman', 'kalman-level'),
        fc.constantFrom('none', 'requests'),
        async (requests, loadPredictor, simulate) => {
          const { result } = await played({ loadPredictor, simulate }, requests)
          const comparison = compare(result, result)
          expect(hasRegressed(comparison)).toBe(false)
          expect(comparison.replicas.verdict).toBe('same')
          expect(comparison.metrics.every(({ verdict }) => verdict === 'same')).toBe(true)
          expect(comparison.changedSettings).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })

  test('keeps every metric to the last digit: the smallest change for the worse is found', async () => {
    const { result } = await played({}, WAVE)
    const { gpuHours } = result.summary.simulated!
    const simulated = { ...result.summary.simulated!, gpuHours: gpuHours * (1 + 1e-12) }
    const worse = { ...result, summary: { ...result.summary, simulated } }
    expect(hasRegressed(compare(result, worse))).toBe(true)
    expect(hasRegressed(compare(worse, result))).toBe(false)
  })

  test('is small, and has one decision a line', async () => {
    const { result } = await played({}, WAVE)
    const { text, baseline } = stored(result)
    expect(text.match(/^ {4}\{ "from": /gm)).toHaveLength(baseline.decisions.length)
    expect(text.length).toBeLessThan(6000)
  })

  test('says the same arithmetic as the run did, with wanted replicas to the one', async () => {
    const { result } = await played({ loadPredictor: 'kalman' }, WAVE)
    const { baseline } = stored(result)
    expect(baseline.why.length).toBeGreaterThan(2)
    for (const one of baseline.why) {
      const { target } = result.intervals[one.at]!
      const intervalSeconds = result.settings.adjustmentIntervalSeconds
      const record = recordOf(one, { target, intervalSeconds })
      const again = explainDecision({ ...result, intervals: [record] }, 0)
      const exact = explainDecision(result, one.at)
      for (const [i, pool] of exact.pools.entries()) {
        expect(again.pools[i]!.sizing?.wanted).toBe(pool.sizing?.wanted)
        expect(Math.ceil(again.pools[i]!.sizing?.needed ?? 0)).toBe(
          Math.ceil(pool.sizing?.needed ?? 0),
        )
      }
      expect(again.gpus).toEqual(exact.gpus)
    }
  })
})

describe('decisions', () => {
  const series = fc.array(
    fc.record({ prefill: fc.integer({ min: 0, max: 3 }), decode: fc.integer({ min: 0, max: 3 }) }),
    { minLength: 1, maxLength: 40 },
  )

  test('run-length encoded and back are the same', () => {
    fc.assert(
      fc.property(series, (targets) => {
        const runs = decisionRuns(targets.map((target) => ({ target })))
        expect(replicasOf(runs, targets.length)).toEqual(targets)
      }),
    )
  })

  test('the first and the largest difference are those a look at each interval finds', () => {
    fc.assert(
      fc.property(series, series, (a, b) => {
        const { first, differing, largest, compared } = compareDecisions(a, b)
        const apart = a
          .slice(0, compared)
          .map(({ prefill, decode }, i) =>
            Math.max(Math.abs(prefill - b[i]!.prefill), Math.abs(decode - b[i]!.decode)),
          )
        expect(compared).toBe(Math.min(a.length, b.length))
        expect(differing).toBe(apart.filter((one) => one > 0).length)
        expect(first ?? -1).toBe(apart.findIndex((one) => one > 0))
        expect(largest === null ? 0 : Math.abs(largest.now - largest.baseline)).toBe(
          Math.max(...apart),
        )
      }),
    )
  })

  test.each([
    [0, 'regressed'],
    [1, 'regressed'],
    [2, 'within'],
    [3, 'within'],
  ])('two replicas more at one interval, tolerance %d: %s', (amount, verdict) => {
    const before = sampleResult()
    const intervals = before.intervals.map((record, i) =>
      i === 30
        ? { ...record, target: { ...record.target, decode: record.target.decode + 2 } }
        : record,
    )
    const tolerances: Tolerances = { replicas: { kind: 'absolute', amount } }
    const { replicas } = compare(before, { ...before, intervals }, tolerances)
    expect(replicas).toMatchObject({ verdict, difference: { first: 30, differing: 1 } })
  })

  test('of intervals of another length are not held beside each other, and asked for they regress', () => {
    const before = sampleResult()
    const now = sampleResult({ intervalSeconds: 30 })
    expect(compare(before, now, {}).replicas).toMatchObject({
      difference: null,
      verdict: 'not-judged',
    })
    expect(compare(before, now).replicas.verdict).toBe('regressed')
  })
})

test('a metric that is no longer measured is a regression, not a pass', () => {
  const comparison = compare(sampleResult({ simulated: true }), sampleResult(), {})
  const lost = comparison.metrics.filter(({ verdict }) => verdict === 'regressed')
  expect(lost.map(({ metric }) => metric)).toContain('attainment')
})

test('changed inputs and settings are named', () => {
  const before = sampleResult()
  const { baseline } = stored(before)
  const inputs = { ...INPUTS, trace: { name: 't.jsonl', sha256: 'c'.repeat(64) } }
  const result = { ...before, settings: { ...before.settings, itlMs: 20 }, plannerVersion: '9.9.9' }
  const comparison = compareWithBaseline({ baseline, result, inputs, tolerances: {}, budgets: [] })
  expect(comparison).toMatchObject({
    changedInputs: [{ input: 'trace' }],
    changedSettings: [{ setting: 'itlMs', baseline: 50, now: 20 }],
    otherVersion: { baseline: '0.1.0', now: '9.9.9' },
  })
})
