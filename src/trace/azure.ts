import { parse } from 'csv-parse/sync'
import { UserError } from '../domain/user-error.js'
import { type AzureColumns, AzureRow, AzureScanner } from './azure-scan.js'
import { CLOCK_TIME_FORM } from './clock-time.js'
import type { LineReader, LineRegion, ReaderContext, TraceFormat } from './format.js'
import { isBlank, NEWLINE, textOf } from './lines.js'
import { RequestRow } from './request-row.js'
import { shown, tokenCountProblem } from './rules.js'

const COLUMNS = ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'] as const
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/**
 * Azure's public LLM inference traces: CSV with a header, one request a row; clock time of arrival,
 * input tokens, output tokens. Source: github.com/Azure/AzurePublicDataset, 2023 and 2024.
 * Other columns may stand beside these. A field does not span lines.
 */
export const azure: TraceFormat = {
  name: 'azure',
  startsWith: `${COLUMNS.join(',')} (Azure CSV)`,
  claims: (firstLine) => looksLikeHeader(firstLine.trim()),
  open: (context) => new AzureReader(context),
}

class AzureReader implements LineReader {
  private readonly request = new RequestRow()
  private readonly row = new AzureRow()
  private columns: AzureColumns | null = null
  private scanner: AzureScanner | null = null
  private origin: { readonly seconds: number; readonly nanoseconds: number } | null = null

  constructor(private readonly context: ReaderContext) {}

  /** Clock time of the first row that was taken. */
  get originEpochMs(): number | null {
    if (this.origin === null) return null
    return this.origin.seconds * 1000 + this.origin.nanoseconds / 1e6
  }

  consume({ bytes, start, end, line }: LineRegion): number {
    let lines = 0
    for (let at = start; at < end; lines++) {
      const next = this.scanner?.scan(bytes, at, this.row) ?? -1
      if (next > 0) {
        this.add()
        at = next
      } else {
        const newline = bytes.indexOf(NEWLINE, at)
        if (!isBlank(bytes, at, newline)) this.parse(textOf(bytes, at, newline), line + lines)
        at = newline + 1
      }
    }
    return lines
  }

  /** The header, and the odd rows: quoted, padded, in exponents, or bad. */
  private parse(text: string, line: number): void {
    if (this.columns === null) {
      this.columns = findColumns(text, `${this.context.name}:${line}`)
      this.scanner = new AzureScanner(this.columns)
      return
    }
    const problem = fillFromCsv({ row: this.row, text, columns: this.columns })
    if (problem === null) this.add()
    else this.context.badLines.report(line, problem)
  }

  private add(): void {
    const { clock, contextTokens, generatedTokens } = this.row
    this.origin ??= { seconds: clock.seconds, nanoseconds: clock.nanoseconds }
    // Whole nanoseconds first, divided once: 52.0001 ms, not 52.00009999….
    const seconds = clock.seconds - this.origin.seconds
    const nanoseconds = clock.nanoseconds - this.origin.nanoseconds
    this.request.arrivalMs = (seconds * 1e9 + nanoseconds) / 1e6
    this.request.isl = contextTokens
    this.request.osl = generatedTokens
    this.context.sink.add(this.request)
  }
}

/** Fills the row by csv-parse alone; returns what is wrong, or null. */
export function fillFromCsv({
  row,
  text,
  columns,
}: {
  row: AzureRow
  text: string
  columns: AzureColumns
}): string | null {
  const fields = splitCsv(text)
  if (fields === null) return `not CSV: ${shown(text.trim())}; a quote is open or out of place`
  if (fields.length !== columns.count) {
    return `${fields.length} fields: ${shown(text.trim())}; needed: ${columns.count}, as the header has`
  }
  const input = numberOf(fields[columns.contextTokens])
  const output = numberOf(fields[columns.generatedTokens])
  const problem =
    clockProblem(row, fields[columns.timestamp]) ??
    tokenCountProblem('ContextTokens', input) ??
    tokenCountProblem('GeneratedTokens', output)
  if (problem !== null) return problem
  row.contextTokens = (input as number) + 0
  row.generatedTokens = (output as number) + 0
  return null
}

/** Finds the wanted columns in the header, wherever they stand. */
export function findColumns(header: string, where: string): AzureColumns {
  const found = splitCsv(header) ?? [header.trim()]
  const at = COLUMNS.map((name) => found.indexOf(name))
  const twice = COLUMNS.some((name) => found.indexOf(name) !== found.lastIndexOf(name))
  if (at.includes(-1) || twice) {
    throw new UserError(
      `${where}: the columns are ${shown(found.join(','))}; needed: ${COLUMNS.join(',')}, each once`,
    )
  }
  return {
    timestamp: at[0]!,
    contextTokens: at[1]!,
    generatedTokens: at[2]!,
    count: found.length,
  }
}

/** Fields without the blanks around them, or null when the quotes make no sense. */
function splitCsv(text: string): readonly string[] | null {
  try {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text
    const options = { relaxColumnCount: true, recordDelimiter: '\n' }
    return (parse(line, options)[0] ?? []).map((field) => field.trim())
  } catch {
    return null
  }
}

function clockProblem(row: AzureRow, text: string | undefined): string | null {
  if (text !== undefined && row.clock.parseText(text)) return null
  const fault = text ? `is no clock time: ${shown(text)}` : 'is missing'
  return `TIMESTAMP ${fault}; allowed: ${CLOCK_TIME_FORM}`
}

/** undefined for an empty field; the text itself when it is no number. */
function numberOf(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  return NUMBER.test(text) ? Number(text) : text
}

/** Any table of text is taken, so that one with other columns is told which are needed. */
function looksLikeHeader(line: string): boolean {
  const printable = [...line].every((character) => character >= ' ' || character === '\t')
  return printable && !line.startsWith('[') && /[,;\t]|timestamp|tokens/i.test(line)
}
