import { ClockTime } from './clock-time.js'
import { isTokenCount } from './rules.js'

const [COMMA, QUOTE, ZERO, NEWLINE, CARRIAGE_RETURN] = [0x2c, 0x22, 0x30, 0x0a, 0x0d]
const MAX_DIGITS = 15

/** Where the wanted columns stand in a row, from 0, and how many columns there are. */
export interface AzureColumns {
  readonly timestamp: number
  readonly contextTokens: number
  readonly generatedTokens: number
  readonly count: number
}

/** One row of the file, filled anew for every line. */
export class AzureRow {
  readonly clock = new ClockTime()
  contextTokens = 0
  generatedTokens = 0
}

/**
 * Reads the plain form of a row: no quotes, bare digits, as many fields as the header. It never says
 * that a row is bad, only that it is not plain; then csv-parse has the word.
 */
export class AzureScanner {
  /** Field i is bytes[bounds[i] + 1] .. bytes[bounds[i + 1] − 1]; bounds are commas and the line's ends. */
  private readonly bounds: Float64Array

  constructor(private readonly columns: AzureColumns) {
    this.bounds = new Float64Array(columns.count + 1)
  }

  /** Returns the start of the next line, or −1 when the row is not plain. */
  scan(bytes: Uint8Array, start: number, row: AzureRow): number {
    const next = this.split(bytes, start)
    if (next < 0) return -1
    const { timestamp, contextTokens, generatedTokens } = this.columns
    if (!row.clock.parse(bytes, this.bounds[timestamp]! + 1, this.bounds[timestamp + 1]!)) return -1
    row.contextTokens = this.tokens(bytes, contextTokens)
    row.generatedTokens = this.tokens(bytes, generatedTokens)
    return isTokenCount(row.contextTokens) && isTokenCount(row.generatedTokens) ? next : -1
  }

  private split(bytes: Uint8Array, start: number): number {
    const { count } = this.columns
    this.bounds[0] = start - 1
    let field = 0
    let at = start
    for (; bytes[at] !== NEWLINE; at++) {
      const byte = bytes[at]
      if (byte === QUOTE) return -1
      if (byte !== COMMA) continue
      if (++field >= count) return -1
      this.bounds[field] = at
    }
    if (field !== count - 1) return -1
    const returned = at > start && bytes[at - 1] === CARRIAGE_RETURN
    this.bounds[count] = returned ? at - 1 : at
    return at + 1
  }

  /** −1 when the field is not plain digits. */
  private tokens(bytes: Uint8Array, column: number): number {
    const start = this.bounds[column]! + 1
    const end = this.bounds[column + 1]!
    if (end === start || end - start > MAX_DIGITS) return -1
    let value = 0
    for (let at = start; at < end; at++) {
      const digit = bytes[at]! - ZERO
      if (digit < 0 || digit > 9) return -1
      value = value * 10 + digit
    }
    return value
  }
}
