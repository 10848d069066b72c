import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readIntervals } from '../../src/files/trace.js'
import { describeShared, sharedIsThere, sharedPath } from '../helpers/shared.js'

interface Case {
  readonly case: string
  readonly variant: 'seed' | 'filled'
  readonly config: { readonly dataset: string; readonly adjustment_interval: number }
  readonly intervals: Readonly<
    Record<'start_s' | 'num_req' | 'isl' | 'osl', readonly number[]>
  > | null
}

function casesIn(folder: string): readonly Case[] {
  if (!sharedIsThere) return []
  return readdirSync(sharedPath('conformance', folder))
    .map(
      (name) => JSON.parse(readFileSync(sharedPath('conformance', folder, name), 'utf8')) as Case,
    )
    .filter(({ config, intervals }) => config && intervals)
}

function intervalsOf(dataset: string, seconds: number, emptyIntervals: 'fill' | 'drop') {
  const path = sharedPath('data', dataset)
  return readIntervals({
    path,
    adjustmentIntervalSeconds: seconds,
    emptyIntervals,
    onBadLine: 'error',
  })
}

/** The established planner takes negative timestamps; here they are bad lines. */
const REFUSED = 'traces/err_negative_ts.jsonl'

describeShared('intervals equal those of the established planner', () => {
  const cases = [...casesIn('dryrun'), ...casesIn('errors')]
  test.each(cases.filter(({ config }) => config.dataset !== REFUSED))('$case', async (expected) => {
    const { dataset, adjustment_interval } = expected.config
    const mode = expected.variant === 'filled' ? 'fill' : 'drop'
    const { intervals } = await intervalsOf(dataset, adjustment_interval, mode)
    const columns = {
      start_s: intervals.map(({ startSeconds }) => startSeconds),
      num_req: intervals.map(({ requests }) => requests),
      isl: intervals.map(({ isl }) => isl),
      osl: intervals.map(({ osl }) => osl),
    }
    for (const [name, column] of Object.entries(columns)) {
      expect(column).toEqual(expected.intervals?.[name as keyof typeof columns])
    }
  })

  test('negative timestamps are refused', async () => {
    await expect(intervalsOf(REFUSED, 60, 'drop')).rejects.toThrow(
      'err_negative_ts.jsonl:1: timestamp is negative: -61000',
    )
  })
})

describeShared('the Azure traces in their two forms', () => {
  test.each(['azure_code', 'azure_conv'])('%s: same intervals at 60 s', async (name) => {
    const csv = await intervalsOf(`traces/${name}.csv`, 60, 'fill')
    const jsonl = await intervalsOf(`traces/${name}.jsonl`, 60, 'fill')
    expect(csv.intervals).toEqual(jsonl.intervals)
    // The JSON Lines form was cut to whole milliseconds: its last arrival is up to 1 ms earlier.
    const cut = csv.summary.lastSeconds - jsonl.summary.lastSeconds
    expect(cut).toBeGreaterThanOrEqual(0)
    expect(cut).toBeLessThan(0.001)
  })
})
