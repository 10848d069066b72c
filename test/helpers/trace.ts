import type { Traffic } from '../../src/domain/traffic.js'
import type { TraceIntervals } from '../../src/run/trace-intervals.js'

/** Intervals as if read from a sorted trace. */
export function traceOf(traffic: readonly Traffic[], intervalSeconds = 60): TraceIntervals {
  const intervals = traffic.map((sample, index) => ({
    ...sample,
    index,
    startSeconds: index * intervalSeconds,
  }))
  const sum = (of: (sample: Traffic) => number) =>
    traffic.reduce((total, sample) => total + of(sample), 0)
  return {
    intervals,
    summary: {
      name: 'made.jsonl',
      format: 'mooncake',
      requests: sum((sample) => sample.requests),
      inputTokens: sum((sample) => Math.round(sample.requests * sample.isl)),
      outputTokens: sum((sample) => Math.round(sample.requests * sample.osl)),
      firstSeconds: 0,
      lastSeconds: traffic.length * intervalSeconds - 1,
      sorted: true,
      originEpochMs: null,
      badLines: 0,
      firstBadLine: null,
    },
  }
}
