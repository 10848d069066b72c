import type { LineReader, LineRegion, ReaderContext, TraceFormat } from './format.js'
import { isBlank, NEWLINE, textOf } from './lines.js'
import { MooncakeScanner } from './mooncake-scan.js'
import { RequestRow } from './request-row.js'
import { arrivalProblem, blockIdsProblem, shown, tokenCountProblem } from './rules.js'

/**
 * Mooncake JSON Lines: `timestamp` (ms from the trace's own start), `input_length`, `output_length`
 * (tokens), `hash_ids` (prefix-cache block ids, optional). Source: the traces of the Mooncake paper,
 * github.com/kvcache-ai/Mooncake. Other keys are ignored.
 */
export const mooncake: TraceFormat = {
  name: 'mooncake',
  startsWith: '{"timestamp": …, "input_length": …, "output_length": …} (Mooncake JSON Lines)',
  claims: (firstLine) => firstLine.trimStart().startsWith('{'),
  open: (context) => new MooncakeReader(context),
}

class MooncakeReader implements LineReader {
  readonly originEpochMs = null
  private readonly row = new RequestRow()
  private readonly scanner: MooncakeScanner

  constructor(private readonly context: ReaderContext) {
    this.scanner = new MooncakeScanner(context.sink.wantsBlocks)
  }

  consume({ bytes, start, end, line }: LineRegion): number {
    const { scanner, row } = this
    const { sink } = this.context
    let lines = 0
    scanner.enter(bytes, end)
    for (let at = start; at < end; ) {
      const plain = scanner.scan(at)
      for (let i = 0; i < plain; i++) {
        scanner.give(row)
        sink.add(row)
      }
      lines += plain
      at = scanner.stoppedAt
      if (plain > 0) continue
      const newline = bytes.indexOf(NEWLINE, at)
      if (!isBlank(bytes, at, newline)) this.parse(textOf(bytes, at, newline), line + lines)
      at = newline + 1
      lines++
    }
    return lines
  }

  /** The odd lines: quoted, reordered, escaped, nested, in exponents, or bad. */
  private parse(text: string, line: number): void {
    const problem = fillFromJson(this.row, text)
    if (problem === null) this.context.sink.add(this.row)
    else this.context.badLines.report(line, problem)
  }
}

/** Fills the row by JSON.parse alone; returns what is wrong, or null. */
export function fillFromJson(row: RequestRow, text: string): string | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return `not JSON: ${shown(text.trim())}; ${NEEDED}`
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `not a JSON object: ${shown(value)}; ${NEEDED}`
  }
  return fillFromObject(row, value as Readonly<Record<string, unknown>>)
}

const NEEDED = 'needed: an object with timestamp, input_length and output_length'

function fillFromObject(row: RequestRow, object: Readonly<Record<string, unknown>>): string | null {
  const { timestamp, input_length, output_length, hash_ids } = object
  const problem =
    arrivalProblem('timestamp', timestamp) ??
    tokenCountProblem('input_length', input_length) ??
    tokenCountProblem('output_length', output_length) ??
    blockIdsProblem('hash_ids', hash_ids)
  if (problem !== null) return problem
  // + 0 turns −0 into 0, as the scanner would never give −0.
  row.arrivalMs = (timestamp as number) + 0
  row.isl = (input_length as number) + 0
  row.osl = (output_length as number) + 0
  row.blockCount = 0
  row.hasBlocks = Array.isArray(hash_ids)
  for (const id of (hash_ids ?? []) as number[]) row.addBlock(id + 0)
  return null
}
