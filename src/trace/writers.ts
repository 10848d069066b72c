import { UserError } from '../domain/user-error.js'
import type { RequestRow } from './request-row.js'

/** Ten million ticks a second: the seventh digit of Azure's fractions. */
const TICKS_PER_SECOND = 1e7
const TICKS_PER_MS = 1e4
const LAST_SECOND_OF_9999 = 253_402_300_799

/** How requests are written in one format. */
export interface TraceWriter {
  readonly name: string
  /** First line, without its end, or null. */
  readonly header: string | null
  /** Whether lines can hold block ids. */
  readonly hasBlocks: boolean
  /** Whether arrivals are clock times; else they are ms from 0 on. */
  readonly hasClock: boolean
  /** Starts a file whose time 0 is this clock time (ms since 1970 UTC; only for formats that have one). */
  lines(originEpochMs: number): (row: RequestRow) => string
}

/** Formats that `trace synth` and `trace convert` write. A new one is an entry here. */
export const TRACE_WRITERS: readonly TraceWriter[] = [
  { name: 'mooncake', header: null, hasBlocks: true, hasClock: false, lines: () => mooncakeLine },
  {
    name: 'azure',
    header: 'TIMESTAMP,ContextTokens,GeneratedTokens',
    hasBlocks: false,
    hasClock: true,
    lines: azureLines,
  },
]

function mooncakeLine(row: RequestRow): string {
  const { arrivalMs, isl, osl } = row
  const blocks = row.hasBlocks
    ? `, "hash_ids": [${row.blocks.subarray(0, row.blockCount).join(', ')}]`
    : ''
  return `{"timestamp": ${arrivalMs}, "input_length": ${isl}, "output_length": ${osl}${blocks}}`
}

function azureLines(originEpochMs: number): (row: RequestRow) => string {
  const origin = ticksOf(originEpochMs)
  return ({ arrivalMs, isl, osl }) => {
    const arrival = ticksOf(arrivalMs)
    const ticks = origin.ticks + arrival.ticks
    const carry = ticks >= TICKS_PER_SECOND ? 1 : 0
    const second = secondText(origin.seconds + arrival.seconds + carry)
    const fraction = String(ticks - carry * TICKS_PER_SECOND).padStart(7, '0')
    return `${second}.${fraction},${isl},${osl}`
  }
}

/** Whole seconds and the rest in ticks: one double would not hold a clock time to 100 ns. */
function ticksOf(ms: number): { seconds: number; ticks: number } {
  const seconds = Math.floor(ms / 1000)
  const ticks = Math.round((ms - seconds * 1000) * TICKS_PER_MS)
  return ticks < TICKS_PER_SECOND ? { seconds, ticks } : { seconds: seconds + 1, ticks: 0 }
}

/** 1,700,158,623 → 2023-11-16 18:17:03. */
function secondText(seconds: number): string {
  if (seconds > LAST_SECOND_OF_9999) {
    throw new UserError('an arrival lies after the year 9999; the azure format cannot hold it')
  }
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
}
