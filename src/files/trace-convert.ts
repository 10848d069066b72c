import type { OnBadLine } from '../domain/settings.js'
import { rowsOf } from '../trace/rows.js'
import type { TraceSummary } from '../trace/summary.js'
import type { TraceWriter } from '../trace/writers.js'
import { readRequests } from './trace.js'
import { writeTrace } from './trace-write.js'

export interface ConvertOptions {
  /** Paths; `-` is standard input and output. */
  readonly from: string
  readonly to: string
  readonly writer: TraceWriter
  /** Clock time of time 0; by default the trace's own, else defaultOriginEpochMs. */
  readonly originEpochMs?: number | undefined
  readonly defaultOriginEpochMs: number
  readonly onBadLine: OnBadLine
  readonly signal?: AbortSignal
}

/**
 * Reads a trace whole, then writes it in the writer's format, in the order of the file.
 * Returns what happened in lines for the user: how much was written, and what was lost.
 */
export async function convertTrace(options: ConvertOptions): Promise<readonly string[]> {
  const { from, to, writer, signal } = options
  const { requests, summary } = await readRequests({ path: from, ...options })
  // Formats without clock times count from the trace's start: nothing may lie before 0.
  const shiftMs = writer.hasClock ? 0 : Math.max(0, -summary.firstSeconds * 1000)
  const written = await writeTrace({
    path: to,
    rows: rowsOf(requests, shiftMs),
    writer,
    originEpochMs: options.originEpochMs ?? summary.originEpochMs ?? options.defaultOriginEpochMs,
    ...(signal === undefined ? {} : { signal }),
  })
  const hadBlocks = requests.prefixBlocks !== undefined
  return [`${to}: ${written} requests`, ...losses({ summary, writer, hadBlocks, shiftMs })]
}

function losses({
  summary,
  writer,
  hadBlocks,
  shiftMs,
}: {
  summary: TraceSummary
  writer: TraceWriter
  hadBlocks: boolean
  shiftMs: number
}): readonly string[] {
  const lines: string[] = []
  if (hadBlocks && !writer.hasBlocks) lines.push(`left out: hash_ids, which ${writer.name} has not`)
  if (summary.originEpochMs !== null && !writer.hasClock) {
    const origin = new Date(summary.originEpochMs - shiftMs).toISOString()
    lines.push(`left out: the clock time of time 0, ${origin}`)
  }
  if (summary.badLines > 0) {
    lines.push(`left out: ${summary.badLines} bad lines, the first: ${summary.firstBadLine}`)
  }
  return lines
}
