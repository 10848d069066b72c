import type { RequestColumns } from '../domain/requests.js'
import type { OnBadLine } from '../domain/settings.js'
import type { TrafficSample } from '../domain/traffic.js'
import { ColumnBuilder } from '../trace/columns.js'
import { type IntervalOptions, IntervalSums } from '../trace/intervals.js'
import type { RequestSink } from '../trace/request-row.js'
import type { TraceSummary } from '../trace/summary.js'
import { TraceParser } from '../trace/trace-parser.js'
import { type InputOptions, type InputProgress, inputLabel, readInput } from './open-input.js'

export interface ReadProgress extends InputProgress {
  /** Requests read so far. */
  readonly requests: number
}

export interface ReadTraceOptions extends Omit<InputOptions, 'onBytes'> {
  readonly onBadLine: OnBadLine
  /** Called about once a megabyte. */
  readonly onProgress?: (progress: ReadProgress) => void
}

/**
 * A trace as intervals, in memory that does not grow with its requests.
 * Throws a UserError when the file cannot be read, is no trace, is empty or has a bad line.
 */
export async function readIntervals(
  options: ReadTraceOptions & IntervalOptions,
): Promise<{ intervals: readonly TrafficSample[]; summary: TraceSummary }> {
  const sums = new IntervalSums(options.adjustmentIntervalSeconds)
  const summary = await readTrace(options, sums)
  return { intervals: sums.samples(options.emptyIntervals), summary }
}

/** A trace request by request, as columns. Errors as of readIntervals. */
export async function readRequests(
  options: ReadTraceOptions,
): Promise<{ requests: RequestColumns; summary: TraceSummary }> {
  const builder = new ColumnBuilder()
  const summary = await readTrace(options, builder)
  return { requests: builder.columns(), summary }
}

/** A trace both ways in one pass: request by request, and as intervals. Errors as of readIntervals. */
export async function readRequestsAndIntervals(
  options: ReadTraceOptions & IntervalOptions & { readonly wantsBlocks: boolean },
): Promise<{
  requests: RequestColumns
  intervals: readonly TrafficSample[]
  summary: TraceSummary
}> {
  const builder = new ColumnBuilder(options.wantsBlocks)
  const sums = new IntervalSums(options.adjustmentIntervalSeconds)
  const summary = await readTrace(options, {
    wantsBlocks: options.wantsBlocks,
    add(row) {
      builder.add(row)
      sums.add(row)
    },
  })
  return { requests: builder.columns(), intervals: sums.samples(options.emptyIntervals), summary }
}

/** Sends every request of a trace to the sink, in the order of the file. */
export async function readTrace(
  options: ReadTraceOptions,
  sink: RequestSink,
): Promise<TraceSummary> {
  const { path, onBadLine, onProgress } = options
  const parser = new TraceParser({ name: path, label: inputLabel(path), onBadLine, sink })
  const onBytes = (progress: InputProgress) =>
    onProgress?.({ ...progress, requests: parser.requests })
  for await (const chunk of readInput({ ...options, onBytes })) parser.push(chunk)
  return parser.finish()
}
