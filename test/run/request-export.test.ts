import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dryRun } from '../../src/run/dryrun.js'
import { type RequestExport, requestFormat, requestLines } from '../../src/run/request-export.js'
import type { Result } from '../../src/run/result.js'
import { OutcomeColumns } from '../../src/simulator/outcome-columns.js'
import { formulaProfile } from '../helpers/profile.js'
import { type MadeRequest, requestsOf, traceOfRequests } from '../helpers/requests.js'
import { plannerSettings } from '../helpers/settings.js'

const HEADER =
  'index,arrivalMs,isl,osl,status,queueWaitMs,prefillMs,transferMs,decodeWaitMs,ttftMs,itlMs,e2eMs,preemptions'

type Row = Record<string, number | string | null>

const PART_COLUMNS = ['queueWaitMs', 'prefillMs', 'transferMs', 'decodeWaitMs']

/** A few requests and their ends, told by hand. */
function told(): RequestExport {
  const requests = requestsOf([
    { arrivalMs: 0, isl: 100, osl: 11 },
    { arrivalMs: 2.5, isl: 9_999_999, osl: 1 },
    { arrivalMs: 3, isl: 10, osl: 1 },
  ])
  const outcomes = new OutcomeColumns(3)
  const parts = { queueWaitMs: 5, prefillMs: 12.25, transferMs: 0, decodeWaitMs: 0.5 }
  const common = { arrivalMs: 0, isl: 0, osl: 0, preemptions: 0, kills: 0 }
  const never = { queueWaitMs: Number.NaN, prefillMs: Number.NaN, decodeWaitMs: Number.NaN }
  outcomes.add({
    ...{ ...common, ...parts, request: 0, status: 'completed', preemptions: 2 },
    ...{ firstTokenMs: 17.75, finishMs: 17.75 + 100 / 3 },
  })
  outcomes.add({
    ...{ ...common, ...never, request: 1, status: 'rejected', transferMs: 0 },
    ...{ firstTokenMs: Number.NaN, finishMs: 2.5 },
  })
  outcomes.add({
    ...{ ...common, ...parts, request: 2, status: 'completed' },
    ...{ firstTokenMs: 20.75, finishMs: 20.75 },
  })
  return { requests, outcomes }
}

const lines = (path: string, from: RequestExport) => [...requestLines(requestFormat(path)!, from)]

describe('the export of requests', () => {
  it('as CSV leaves empty what never happened', () => {
    expect(lines('requests.csv', told())).toEqual([
      HEADER,
      '0,0,100,11,completed,5,12.25,0,0.5,17.75,3.333333,51.083333,2',
      '1,2.5,9999999,1,rejected,,,,,,,,0',
      '2,3,10,1,completed,5,12.25,0,0.5,17.75,,17.75,0',
    ])
  })

  it('as JSON Lines has the same columns, and null for what never happened', () => {
    const from = told()
    const rows = lines('requests.jsonl.gz', from).map((line) => JSON.parse(line) as Row)
    const cells = rows.map((row) => Object.values(row).map((value) => value ?? ''))
    expect(Object.keys(rows[0]!).join(',')).toBe(HEADER)
    expect(cells.map((row) => row.join(','))).toEqual(lines('requests.csv', from).slice(1))
  })

  it.each(['requests.txt', 'csv', 'requests.csv.zip', 'requests.gz', '-', ''])(
    'has no form for %s',
    (path) => expect(requestFormat(path)).toBeUndefined(),
  )

  it('adds up to the summary of the result, whatever the traffic', async () => {
    await fc.assert(
      fc.asyncProperty(anyTraffic, async (made) => {
        const { result, rows } = await exported(made)
        const { simulated } = result.summary
        const completed = rows.filter(({ status }) => status === 'completed')
        expect(rows).toHaveLength(made.length)
        expect(completed).toHaveLength(simulated!.completed)
        for (const column of ['ttftMs', 'itlMs', 'e2eMs'] as const) {
          const values = completed.flatMap((row) => row[column] ?? []).map(Number)
          expectNear(mean(values), simulated![column].mean)
          expectNear(Math.max(...values), values.length > 0 ? simulated![column].max : null)
        }
        const queueWaits = rows.flatMap(({ queueWaitMs }) => queueWaitMs ?? []).map(Number)
        expectNear(mean(queueWaits), simulated!.queueWaitMs.mean)
        expect(sum(rows.map(({ preemptions }) => Number(preemptions)))).toBe(simulated!.preempted)
        const met = completed.filter(
          ({ ttftMs, itlMs }) => Number(ttftMs) <= 500 && Number(itlMs) <= 50,
        )
        expect(met).toHaveLength(simulated!.withinBoth)
      }),
      { numRuns: 60 },
    )
  })

  it('splits TTFT into its parts', async () => {
    const { rows } = await exported(BURST)
    for (const row of rows) {
      const parts = sum(PART_COLUMNS.map((name) => Number(row[name])))
      expect(Math.abs(parts - Number(row.ttftMs))).toBeLessThan(1e-6 * (1 + parts))
    }
  })
})

const BURST: readonly MadeRequest[] = Array.from({ length: 200 }, (_, i) => ({
  arrivalMs: i * 3,
  isl: 200 + 37 * (i % 50),
  osl: 1 + (i % 90),
}))

const anyTraffic = fc.array(
  fc.record({
    arrivalMs: fc.integer({ min: 0, max: 300_000 }),
    isl: fc.integer({ min: 1, max: 20_000 }),
    osl: fc.integer({ min: 0, max: 400 }),
  }),
  { minLength: 1, maxLength: 100 },
)

async function exported(
  made: readonly MadeRequest[],
): Promise<{ result: Result; rows: readonly Row[] }> {
  const settings = plannerSettings({ simulate: 'requests', ttftMs: 500, itlMs: 50 })
  const requests = requestsOf(made)
  let rows: readonly Row[] = []
  const result = await dryRun({
    settings,
    requests,
    trace: traceOfRequests(made, settings.adjustmentIntervalSeconds),
    warmup: null,
    profile: formulaProfile(),
    resources: {},
    plannerVersion: '0.0.0',
    onOutcomes(outcomes) {
      rows = lines('r.jsonl', { requests, outcomes }).map((line) => JSON.parse(line) as Row)
    },
  })
  return { result, rows }
}

function expectNear(value: number, other: number | null): void {
  if (other === null) expect(Number.isFinite(value)).toBe(false)
  else expect(Math.abs(value - other)).toBeLessThan(1e-6 * (1 + Math.abs(other)))
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : sum(values) / values.length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
