import { afterAll, describe, expect, it } from 'vitest'
import type { IntervalRecord } from '../../src/run/result.js'
import {
  type ConformanceCase,
  conformanceCases,
  runConformanceCase,
} from '../helpers/conformance.js'
import { describeShared } from '../helpers/shared.js'

/** Columns of a case beside the number our record has for it. */
const FORECASTS: readonly (readonly [string, (record: IntervalRecord) => number | null])[] = [
  ['pred_num_req', ({ predicted }) => predicted.requests],
  ['pred_isl', ({ predicted }) => predicted.isl],
  ['pred_osl', ({ predicted }) => predicted.osl],
]
const OBSERVED: typeof FORECASTS = [
  ['start_s', ({ startSeconds }) => startSeconds],
  ['num_req', ({ observed }) => observed.requests],
  ['isl', ({ observed }) => observed.isl],
  ['osl', ({ observed }) => observed.osl],
]
const LOADS: typeof FORECASTS = [
  ['p_thpt', ({ load }) => load.prefillTokens],
  ['d_thpt', ({ load }) => load.decodeTokens],
]
const CAPACITIES: typeof FORECASTS = [
  ['safe_p_thpt', ({ capacity }) => capacity.prefillTokens],
  ['safe_d_thpt', ({ capacity }) => capacity.decodeTokens],
]
const DECISIONS: typeof FORECASTS = [
  ['num_p', ({ target }) => target.prefill],
  ['num_d', ({ target }) => target.decode],
  ['num_p_before_budget', ({ decision }) => decision.unclamped.prefill],
  ['num_d_before_budget', ({ decision }) => decision.unclamped.decode],
]

function expectColumns(
  known: ConformanceCase,
  records: readonly IntervalRecord[],
  columns: typeof FORECASTS,
): void {
  for (const [name, ours] of columns) {
    const column = known.intervals[name] ?? records.map(() => null)
    expect(records.length).toBe(column.length)
    for (const [i, theirs] of column.entries()) {
      const own = ours(records[i]!)
      const at = `${name}[${i}]: ours ${own}, theirs ${theirs}`
      if (own === null || theirs === null) expect(own, at).toBe(theirs)
      else
        expect(Math.abs(own - theirs), at).toBeLessThanOrEqual(
          1e-9 * Math.max(1e-9, Math.abs(theirs)),
        )
    }
  }
}

describeShared('--compat reference beside the established planner', () => {
  const cases = conformanceCases()
  const of = (...predictors: readonly string[]) =>
    cases
      .filter(({ config }) => predictors.includes(String(config.load_predictor)))
      .map((known) => [known.case, known] as const)

  describe('constant and kalman: every interval the same', () => {
    it.each(of('constant', 'kalman'))('%s', async (_, known) => {
      const { intervals, warmup } = await runConformanceCase(known)
      expectColumns(known, intervals, [
        ...OBSERVED,
        ...FORECASTS,
        ...DECISIONS,
        ...LOADS,
        ...CAPACITIES,
      ])
      const history = known.warmup_series?.time ?? []
      expect(
        warmup.map((sample) => sample.startSeconds - (intervals[0]?.startSeconds ?? 0)),
      ).toEqual(history)
    })
  })

  describe.each(['arima', 'prophet'])(
    '%s: decisions the same in at least 90 %% of the intervals',
    (predictor) => {
      const share = { same: 0, all: 0, near: 0, forecasts: 0 }
      const worst: string[] = []

      it.each(of(predictor))('%s', async (_, known) => {
        const { intervals } = await runConformanceCase(known)
        expectColumns(known, intervals, [...OBSERVED, ...LOADS])
        const before = { ...share }
        for (const record of intervals) {
          share.all++
          if (
            DECISIONS.slice(0, 2).every(
              ([name, ours]) => ours(record) === known.intervals[name]?.[record.index],
            )
          )
            share.same++
          for (const [name, ours] of FORECASTS) {
            share.forecasts++
            const theirs = known.intervals[name]?.[record.index] ?? Number.NaN
            if (Math.abs(ours(record)! - theirs) <= 0.01 * Math.abs(theirs)) share.near++
          }
        }
        worst.push(`${known.case} ${percent(share.same - before.same, share.all - before.all)}`)
      })

      afterAll(() => {
        const said = `${predictor}: ${percent(share.same, share.all)} of ${share.all} decisions equal, ${percent(share.near, share.forecasts)} of ${share.forecasts} forecasts within 1 %`
        process.stdout.write(`${said}\n  ${worst.join('\n  ')}\n`)
      })

      it('holds over all cases', () => {
        expect(share.all).toBeGreaterThan(0)
        expect(share.same / share.all).toBeGreaterThanOrEqual(0.9)
      })
    },
  )
})

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`
}
