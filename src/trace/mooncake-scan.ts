import type { RequestRow } from './request-row.js'
import { isArrivalMs, isTokenCount } from './rules.js'

const [SPACE, COMMA, COLON, OPEN, CLOSE, POINT] = [0x20, 0x2c, 0x3a, 0x5b, 0x5d, 0x2e]
const [ZERO, BRACE, NEWLINE, CARRIAGE_RETURN] = [0x30, 0x7d, 0x0a, 0x0d]

/** Whole numbers of up to 15 digits are exact in a double, and so is a division by 10ⁿ, n ≤ 22, rounded right. */
const MAX_DIGITS = 15
const POWERS_OF_TEN = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, n) => 10 ** n)

const TIMESTAMP = keyBytes('{"timestamp"')
const INPUT_LENGTH = keyBytes('"input_length"')
const OUTPUT_LENGTH = keyBytes('"output_length"')
const HASH_IDS = keyBytes('"hash_ids"')

/**
 * Reads the plain form of a line: the four known keys in their usual order, unsigned numbers without
 * exponent. It never says that a line is bad, only that it is not plain; then JSON.parse has the word.
 * The bytes must hold a newline at or after the line's end: no loop here runs past one.
 */
export class MooncakeScanner {
  private at = 0
  private number = 0

  constructor(private readonly keepBlocks: boolean) {}

  /** Fills the row from the line at `start`; returns the start of the next line, or −1 when it is not plain. */
  scan(bytes: Uint8Array, start: number, row: RequestRow): number {
    this.at = start
    if (!this.field(bytes, TIMESTAMP) || !isArrivalMs(this.number)) return -1
    row.arrivalMs = this.number
    if (!this.byte(bytes, COMMA)) return -1
    if (!this.field(bytes, INPUT_LENGTH) || !isTokenCount(this.number)) return -1
    row.isl = this.number
    if (!this.byte(bytes, COMMA)) return -1
    if (!this.field(bytes, OUTPUT_LENGTH) || !isTokenCount(this.number)) return -1
    row.osl = this.number
    row.blockCount = 0
    row.hasBlocks = this.byte(bytes, COMMA)
    if (row.hasBlocks && !this.blockList(bytes, row)) return -1
    return this.lineEnd(bytes)
  }

  /** A key, its colon and a number. */
  private field(bytes: Uint8Array, key: Uint8Array): boolean {
    return this.key(bytes, key) && this.plainNumber(bytes)
  }

  private key(bytes: Uint8Array, key: Uint8Array): boolean {
    let at = this.at
    while (bytes[at] === SPACE) at++
    for (let i = 0; i < key.length; i++) if (bytes[at++] !== key[i]) return false
    if (bytes[at++] !== COLON) return false
    while (bytes[at] === SPACE) at++
    this.at = at
    return true
  }

  private byte(bytes: Uint8Array, wanted: number): boolean {
    if (bytes[this.at] !== wanted) return false
    this.at++
    return true
  }

  /** 0, 52, 866243.9413: the value goes to `number`. Two numbers, mantissa and scale, are divided once. */
  private plainNumber(bytes: Uint8Array): boolean {
    const first = this.at
    let at = first
    let mantissa = 0
    let digit = bytes[at]! - ZERO
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit
      digit = bytes[++at]! - ZERO
    }
    const whole = at - first
    if (whole === 0 || (whole > 1 && bytes[first] === ZERO)) return false
    let decimals = 0
    if (bytes[at] === POINT) {
      digit = bytes[++at]! - ZERO
      while (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit
        decimals++
        digit = bytes[++at]! - ZERO
      }
      if (decimals === 0) return false
    }
    if (whole + decimals > MAX_DIGITS) return false
    this.number = decimals === 0 ? mantissa : mantissa / POWERS_OF_TEN[decimals]!
    this.at = at
    return true
  }

  /** The key and its list of plain whole numbers, a comma and blanks between them. */
  private blockList(bytes: Uint8Array, row: RequestRow): boolean {
    if (!this.key(bytes, HASH_IDS) || !this.byte(bytes, OPEN)) return false
    if (this.byte(bytes, CLOSE)) return true
    for (;;) {
      if (!this.blockId(bytes)) return false
      if (this.keepBlocks) row.addBlock(this.number)
      const separator = bytes[this.at++]
      if (separator === CLOSE) return true
      if (separator !== COMMA) return false
      while (bytes[this.at] === SPACE) this.at++
    }
  }

  private blockId(bytes: Uint8Array): boolean {
    const first = this.at
    let at = first
    let id = 0
    let digit = bytes[at]! - ZERO
    while (digit >= 0 && digit <= 9) {
      id = id * 10 + digit
      digit = bytes[++at]! - ZERO
    }
    const digits = at - first
    if (digits === 0 || digits > MAX_DIGITS || (digits > 1 && bytes[first] === ZERO)) return false
    this.number = id
    this.at = at
    return true
  }

  private lineEnd(bytes: Uint8Array): number {
    if (!this.byte(bytes, BRACE)) return -1
    if (bytes[this.at] === CARRIAGE_RETURN) this.at++
    return bytes[this.at] === NEWLINE ? this.at + 1 : -1
  }
}

function keyBytes(key: string): Uint8Array {
  return new TextEncoder().encode(key)
}
