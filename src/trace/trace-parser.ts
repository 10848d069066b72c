import type { OnBadLine } from '../domain/settings.js'
import { UserError } from '../domain/user-error.js'
import { BadLines } from './bad-lines.js'
import type { LineReader, LineRegion } from './format.js'
import { TRACE_FORMATS } from './formats.js'
import { isBlank, LineCutter, NEWLINE, textOf } from './lines.js'
import type { RequestRow, RequestSink } from './request-row.js'
import { shown } from './rules.js'
import type { TraceSummary } from './summary.js'
import { TraceTotals } from './totals.js'

const DETECTED_BYTES = 4096

export interface TraceParserOptions {
  /** As the user named the trace, and as error messages name it. */
  readonly name: string
  readonly label?: string
  readonly onBadLine: OnBadLine
  readonly sink: RequestSink
}

/**
 * Bytes in, requests out to the sink, a summary at the end. Chunks may be cut anywhere; a chunk's
 * bytes are not kept after push returns. The format is told from the first line that is not blank.
 */
export class TraceParser {
  private readonly totals = new TraceTotals()
  private readonly badLines: BadLines
  private readonly cutter: LineCutter
  private readonly label: string
  private reader: LineReader | null = null
  private format = ''
  private line = 1

  constructor(private readonly options: TraceParserOptions) {
    this.label = options.label ?? options.name
    this.badLines = new BadLines(this.label, options.onBadLine)
    this.cutter = new LineCutter({
      take: (bytes, start, end) => this.take(bytes, start, end),
      where: () => `${this.label}:${this.line}`,
    })
  }

  /** Requests taken so far. */
  get requests(): number {
    return this.totals.requests
  }

  push(chunk: Uint8Array): void {
    this.cutter.push(chunk)
  }

  /** Takes the rest; a trace without any request is a UserError. */
  finish(): TraceSummary {
    this.cutter.finish()
    const { totals, badLines } = this
    if (totals.requests === 0) throw new UserError(`${this.label}: ${this.whyEmpty()}`)
    return {
      name: this.options.name,
      format: this.format,
      requests: totals.requests,
      inputTokens: totals.inputTokens,
      outputTokens: totals.outputTokens,
      firstSeconds: totals.firstSeconds,
      lastSeconds: totals.lastSeconds,
      sorted: totals.sorted,
      originEpochMs: this.reader?.originEpochMs ?? null,
      badLines: badLines.count,
      firstBadLine: badLines.first,
    }
  }

  private take(bytes: Uint8Array, start: number, end: number): void {
    let at = this.line === 1 ? skipByteOrderMark(bytes, start) : start
    while (this.reader === null && at < end) {
      const newline = bytes.indexOf(NEWLINE, at)
      if (!isBlank(bytes, at, newline)) this.reader = this.detect(bytes, at, newline)
      else {
        at = newline + 1
        this.line++
      }
    }
    if (at >= end || this.reader === null) return
    const region: LineRegion = { bytes, start: at, end, line: this.line }
    this.line += this.reader.consume(region)
  }

  private detect(bytes: Uint8Array, start: number, newline: number): LineReader {
    const firstLine = textOf(bytes, start, Math.min(newline, start + DETECTED_BYTES))
    const format = TRACE_FORMATS.find((candidate) => candidate.claims(firstLine))
    if (format === undefined) {
      const forms = TRACE_FORMATS.map(({ startsWith }) => startsWith).join(' or ')
      throw new UserError(
        `${this.label}:${this.line}: not a trace of a known format: ${shown(firstLine.trim())}; needed: ${forms}`,
      )
    }
    this.format = format.name
    return format.open({ sink: this.countingSink(), badLines: this.badLines, name: this.label })
  }

  private countingSink(): RequestSink {
    const { totals } = this
    const { sink } = this.options
    return {
      wantsBlocks: sink.wantsBlocks,
      add(row: RequestRow) {
        totals.add(row)
        sink.add(row)
      },
    }
  }

  private whyEmpty(): string {
    if (this.reader === null) return 'the trace is empty; needed: at least one request'
    if (this.badLines.count === 0) return 'the trace has a header but no requests'
    return `no request could be read: ${this.badLines.count} bad lines, the first: ${this.badLines.first}`
  }
}

/** The UTF-8 mark EF BB BF that some editors put first. */
function skipByteOrderMark(bytes: Uint8Array, start: number): number {
  const marked = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf
  return marked ? start + 3 : start
}
