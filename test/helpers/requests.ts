import type { RequestColumns } from '../../src/domain/requests.js'
import type { TraceIntervals } from '../../src/run/trace-intervals.js'
import { IntervalSums } from '../../src/trace/intervals.js'
import { RequestRow } from '../../src/trace/request-row.js'

export interface MadeRequest {
  readonly arrivalMs: number
  readonly isl: number
  readonly osl: number
}

export function requestsOf(made: readonly MadeRequest[]): RequestColumns {
  return {
    length: made.length,
    arrivalMs: Float64Array.from(made, ({ arrivalMs }) => arrivalMs),
    isl: Uint32Array.from(made, ({ isl }) => isl),
    osl: Uint32Array.from(made, ({ osl }) => osl),
  }
}

/** The same requests as intervals, cut as a trace's are. */
export function traceOfRequests(
  made: readonly MadeRequest[],
  intervalSeconds: number,
): TraceIntervals {
  const sums = new IntervalSums(intervalSeconds)
  const row = new RequestRow()
  for (const request of made) sums.add(Object.assign(row, request))
  const arrivals = made.map(({ arrivalMs }) => arrivalMs)
  return {
    intervals: sums.samples('fill'),
    summary: {
      name: 'made.jsonl',
      format: 'mooncake',
      requests: made.length,
      inputTokens: made.reduce((sum, { isl }) => sum + isl, 0),
      outputTokens: made.reduce((sum, { osl }) => sum + osl, 0),
      firstSeconds: Math.min(...arrivals) / 1000,
      lastSeconds: Math.max(...arrivals) / 1000,
      sorted: true,
      originEpochMs: null,
      badLines: 0,
      firstBadLine: null,
    },
  }
}
