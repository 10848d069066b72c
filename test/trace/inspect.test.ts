import { expect, test } from 'vitest'
import { ColumnBuilder } from '../../src/trace/columns.js'
import { inspectTrace } from '../../src/trace/inspect.js'
import { rowsOf } from '../../src/trace/rows.js'
import { TraceParser } from '../../src/trace/trace-parser.js'
import { TRACE_WRITERS } from '../../src/trace/writers.js'

function parse(text: string) {
  const builder = new ColumnBuilder()
  const parser = new TraceParser({ name: 'trace', onBadLine: 'error', sink: builder })
  parser.push(new TextEncoder().encode(text))
  return { summary: parser.finish(), requests: builder.columns() }
}

const BLOCKS = ['[1, 2, 3]', '[1, 2, 4]', '[]', '[9]'].map(
  (ids, i) =>
    `{"timestamp": ${i * 40_000}, "input_length": ${i + 1}, "output_length": 10, "hash_ids": ${ids}}`,
)

test('a trace at a glance: rate, quantiles by nearest rank, share of blocks seen before', () => {
  const { requests, summary } = parse(BLOCKS.join('\n'))
  expect(inspectTrace(requests, summary)).toEqual({
    trace: summary,
    durationSeconds: 120,
    requestsPerSecond: { mean: 4 / 120, busiestMinute: 2 / 60 },
    isl: { mean: 2.5, min: 1, p50: 2, p90: 4, p99: 4, max: 4 },
    osl: { mean: 10, min: 10, p50: 10, p90: 10, p99: 10, max: 10 },
    prefix: { blocks: 7, distinctBlocks: 5, reuseShare: 1 - 5 / 7 },
  })
})

test('one request has no mean rate, and a trace without block ids no prefix reuse', () => {
  const { requests, summary } = parse('{"timestamp": 7, "input_length": 1, "output_length": 0}')
  expect(inspectTrace(requests, summary)).toMatchObject({
    durationSeconds: 0,
    requestsPerSecond: { mean: null },
    prefix: null,
  })
})

test('written and read again, a trace is the same', () => {
  const { requests } = parse(BLOCKS.join('\n'))
  const lines = Array.from(rowsOf(requests, 0), TRACE_WRITERS[0]!.lines(0))
  expect(lines).toEqual(BLOCKS)
})

test('clock times are written to 100 ns, before the origin too', () => {
  const header = 'TIMESTAMP,ContextTokens,GeneratedTokens'
  const rows = [
    '2023-11-16 18:17:03.9799600,1,2',
    '2023-11-16 18:17:03.9799599,1,2',
    '2023-11-16 00:00:00.0000001,3,4',
    '2023-12-31 23:59:59.9999999,5,6',
  ]
  const { requests } = parse([header, ...rows].join('\r\n'))
  const origin = Date.UTC(2023, 10, 16, 18, 17, 3) + 979.96
  expect(Array.from(rowsOf(requests, 0), TRACE_WRITERS[1]!.lines(origin))).toEqual(rows)
})
