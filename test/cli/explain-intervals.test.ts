import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chosenIntervals } from '../../src/cli/explain-intervals.js'
import { startMs } from '../../src/report/charts/source.js'
import { formatMoment } from '../../src/report/time.js'
import type { Result } from '../../src/run/result.js'
import { type SampleOptions, sampleResult } from '../helpers/sample-result.js'

/** 2023-11-16 18:17:03.98 UTC: late in a second, as traces begin. */
const ORIGIN = 1_700_158_623_980

const at = (result: Result, time: string) => chosenIntervals(result, { kind: 'at', time })

describe('--at', () => {
  const plain: SampleOptions = { intervals: 59 }
  const clock: SampleOptions = { intervals: 59, originEpochMs: ORIGIN }
  const days: SampleOptions = { intervals: 30, intervalSeconds: 3600 }
  const clockDays: SampleOptions = { ...days, originEpochMs: ORIGIN }

  test.each<[string, SampleOptions, number]>([
    ['0:00', plain, 0],
    ['0:42', plain, 42],
    ['00:42', plain, 42],
    ['0:42:59.9', plain, 42],
    ['0:58:59', plain, 58],
    ['26:05', days, 26],
    ['18:17:03', clock, 0],
    ['18:31', clock, 13],
    ['18:31:02', clock, 13],
    ['18:31:03', clock, 14],
    ['18:31:03.5', clock, 13],
    ['2023-11-16 18:31:03', clock, 14],
    ['2023-11-16T18:31:03.5Z', clock, 13],
    ['2023-11-16 20:31:03+02:00', clock, 14],
    ['17:00', clockDays, 22],
    ['2023-11-17 19:00:00', clockDays, 24],
  ])('%s', (time, options, index) => {
    expect(at(sampleResult(options), time)).toEqual([index])
  })

  test.each<[string, SampleOptions, string]>([
    ['0:59', plain, 'the trace has 0:00 until 0:59, in 59 intervals of 60 s'],
    ['0:60', plain, "'0:60' is no time; it must be h:mm or h:mm:ss"],
    ['42', plain, "'42' is no time"],
    ['-0:01', plain, "'-0:01' is no time"],
    ['0:1', plain, "'0:1' is no time"],
    ['2023-11-16 18:31:03', plain, 'is no time; it must be h:mm or h:mm:ss'],
    ['18:17', clock, 'the trace has 2023-11-16 18:17:03 until 2023-11-16 19:16:03 UTC'],
    ['25:00', clock, '--at 25:00 lies in no interval'],
    ['2023-11-17 18:31:03', clock, 'lies in no interval'],
    ['2023-13-01 00:00:00', clock, 'it must be h:mm, h:mm:ss or YYYY-MM-DD hh:mm:ss'],
    ['19:00', clockDays, 'is a time on 2 days of the trace, 2023-11-16 to 2023-11-17'],
  ])('%s is an error that says what there is', (time, options, says) => {
    expect(() => at(sampleResult(options), time)).toThrow(says)
  })

  test('names the day in its hint where a time of day is that of several', () => {
    const result = sampleResult(clockDays)
    const hint = "give the day, too: --at '2023-11-16 19:00:00'"
    expect(() => at(result, '19:00')).toThrow(expect.objectContaining({ hint }))
    expect(at(result, '2023-11-16 19:00:00')).toEqual([0])
  })

  test('between intervals that were dropped says so', () => {
    const made = sampleResult({ settings: { emptyIntervals: 'drop' } })
    const result = { ...made, intervals: made.intervals.filter(({ index }) => index !== 20) }
    expect(() => at(result, '0:20')).toThrow('those without a request left out')
    expect(at(result, '0:21')).toEqual([20])
  })

  test('with the begin that an interval is shown with leads to that interval', () => {
    const origins = fc.constantFrom(null, ORIGIN, ORIGIN + 0.96, ORIGIN - 980, 0)
    const lengths = fc.constantFrom(1, 7, 30, 60, 180)
    fc.assert(
      fc.property(origins, lengths, fc.nat(58), (origin, intervalSeconds, index) => {
        const options = { intervals: 59, intervalSeconds }
        const result = sampleResult(
          origin === null ? options : { ...options, originEpochMs: origin },
        )
        const ms = startMs(result, result.intervals[index]!)
        expect(at(result, formatMoment(ms, { clock: origin !== null }))).toEqual([index])
      }),
    )
  })
})

describe('--interval', () => {
  test('is an index of the result', () => {
    expect(chosenIntervals(sampleResult(), { kind: 'interval', index: 58 })).toEqual([58])
  })

  test('beyond the last is an error with the range', () => {
    expect(() => chosenIntervals(sampleResult(), { kind: 'interval', index: 59 })).toThrow(
      '--interval 59 is not there; it must be a whole number from 0 to 58',
    )
  })
})

describe('--worst', () => {
  const lossesOf = ({ intervals }: Result, indices: readonly number[]) =>
    indices.map((index) => {
      const { observed, simulated } = intervals[index]!
      return observed.requests - simulated!.goodputRequests
    })

  test('is those that lost most requests, the worst first', () => {
    const result = sampleResult({ simulated: true })
    const all = lossesOf(
      result,
      result.intervals.map(({ index }) => index),
    )
    const worst = lossesOf(result, chosenIntervals(result, { kind: 'worst', count: 5 }))
    expect(worst).toEqual([...all].sort((a, b) => b - a).slice(0, 5))
    expect(worst[4]).toBeGreaterThan(0)
  })

  test('leaves out those that lost none, however many are asked for', () => {
    expect(chosenIntervals(sampleResult({ zeros: true }), { kind: 'worst', count: 99 })).toEqual([])
    const result = sampleResult({ simulated: true })
    const found = chosenIntervals(result, { kind: 'worst', count: 999 })
    expect(Math.min(...lossesOf(result, found))).toBeGreaterThan(0)
  })

  test('of an open-loop result is by the load above capacity', () => {
    const result = sampleResult()
    const [worst] = chosenIntervals(result, { kind: 'worst', count: 1 })
    const { load, capacity } = result.intervals[worst!]!
    expect(
      load.prefillTokens > capacity.prefillTokens || load.decodeTokens > capacity.decodeTokens,
    ).toBe(true)
  })
})
