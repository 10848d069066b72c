import type { BadLines } from './bad-lines.js'
import type { RequestSink } from './request-row.js'

/** Whole lines: bytes[start] .. bytes[end − 1], where bytes[end − 1] is a newline; slack follows (lines.ts). */
export interface LineRegion {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Line number of the first line, from 1. */
  readonly line: number
}

export interface ReaderContext {
  readonly sink: RequestSink
  readonly badLines: BadLines
  /** As error messages name the trace. */
  readonly name: string
}

export interface LineReader {
  /** Clock time of the origin in ms since 1970 UTC; null when the format has none or nothing was read. */
  readonly originEpochMs: number | null
  /** Takes the lines of a region in order; returns how many there were. */
  consume(region: LineRegion): number
}

/** One trace format: a file of its own and a line in formats.ts. */
export interface TraceFormat {
  readonly name: string
  /** For messages: what the first line looks like. */
  readonly startsWith: string
  /** Whether the first line that is not blank (its first 4,096 characters) is of this format. */
  claims(firstLine: string): boolean
  open(context: ReaderContext): LineReader
}
