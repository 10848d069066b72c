import type { RequestColumns } from '../domain/requests.js'
import { type OutcomeColumns, STATUS_NAMES } from '../simulator/outcome-columns.js'

/** Every request of a simulated run and what became of it, row by row in the order of the trace. */
export interface RequestExport {
  readonly requests: RequestColumns
  /** With the parts of TTFT. */
  readonly outcomes: OutcomeColumns
}

export interface RequestFormat {
  /** First line, or null. */
  readonly header: string | null
  /** One request, without the end of the line. */
  line(request: number, from: RequestExport): string
}

interface Column {
  readonly name: string
  /** NaN is what never happened. */
  of(request: number, from: RequestExport): number | string
}

/** Columns and units: docs/requests.md. A new column is an entry here. */
const COLUMNS: readonly Column[] = [
  { name: 'index', of: (i) => i },
  { name: 'arrivalMs', of: (i, { requests }) => requests.arrivalMs[i]! },
  { name: 'isl', of: (i, { requests }) => requests.isl[i]! },
  { name: 'osl', of: (i, { requests }) => requests.osl[i]! },
  { name: 'status', of: (i, { outcomes }) => STATUS_NAMES[outcomes.status[i]!]! },
  { name: 'queueWaitMs', of: (i, { outcomes }) => toNanoseconds(outcomes.queueWaitMs[i]!) },
  { name: 'prefillMs', of: (i, { outcomes }) => toNanoseconds(outcomes.prefillMs[i]!) },
  { name: 'transferMs', of: transferMs },
  { name: 'decodeWaitMs', of: (i, { outcomes }) => toNanoseconds(outcomes.decodeWaitMs[i]!) },
  { name: 'ttftMs', of: ttftMs },
  { name: 'itlMs', of: itlMs },
  { name: 'e2eMs', of: e2eMs },
  { name: 'preemptions', of: (i, { outcomes }) => outcomes.preemptions[i]! },
]

const COMPLETED = STATUS_NAMES.indexOf('completed')

const FORMATS: Readonly<Record<string, RequestFormat>> = {
  csv: { header: COLUMNS.map(({ name }) => name).join(','), line: csvLine },
  jsonl: { header: null, line: jsonLine },
}

/** By the ending of a file's name, packed or not; undefined for another one. */
export function requestFormat(path: string): RequestFormat | undefined {
  return FORMATS[/\.(\w+?)(\.gz)?$/.exec(path)?.[1] ?? '']
}

/** Lines, one after the other, without keeping any. */
export function* requestLines(format: RequestFormat, from: RequestExport): Generator<string> {
  if (format.header !== null) yield format.header
  for (let i = 0; i < from.requests.length; i++) yield format.line(i, from)
}

/** No value holds a comma or a quote. */
function csvLine(request: number, from: RequestExport): string {
  let line = ''
  for (const { of } of COLUMNS) {
    const value = of(request, from)
    line += Number.isNaN(value) ? ',' : `,${value}`
  }
  return line.slice(1)
}

function jsonLine(request: number, from: RequestExport): string {
  let line = ''
  for (const { name, of } of COLUMNS) {
    const value = of(request, from)
    // JSON writes what is not a number as null.
    line += `,"${name}":${typeof value === 'string' ? `"${value}"` : JSON.stringify(value)}`
  }
  return `{${line.slice(1)}}`
}

/** 0 stands for no time as well as for no transfer; the latter never came to wait for decode either. */
function transferMs(i: number, { outcomes }: RequestExport): number {
  return Number.isNaN(outcomes.decodeWaitMs[i]!)
    ? Number.NaN
    : toNanoseconds(outcomes.transferMs[i]!)
}

/** Arrival to first token. */
function ttftMs(i: number, { requests, outcomes }: RequestExport): number {
  return toNanoseconds(outcomes.firstTokenMs[i]! - requests.arrivalMs[i]!)
}

/** Mean time between the tokens of a completed request of more than one. */
function itlMs(i: number, { requests, outcomes }: RequestExport): number {
  const gaps = requests.osl[i]! - 1
  if (outcomes.status[i] !== COMPLETED || gaps < 1) return Number.NaN
  return toNanoseconds((outcomes.finishMs[i]! - outcomes.firstTokenMs[i]!) / gaps)
}

/** Arrival to last token of a completed request. */
function e2eMs(i: number, { requests, outcomes }: RequestExport): number {
  if (outcomes.status[i] !== COMPLETED) return Number.NaN
  return toNanoseconds(outcomes.finishMs[i]! - requests.arrivalMs[i]!)
}

/** Six digits behind the point of a millisecond: what lies below is rounding noise. */
function toNanoseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e6
}
