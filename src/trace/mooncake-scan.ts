import type { RequestRow } from './request-row.js'
import { isArrivalMs, isTokenCount } from './rules.js'

const SPACE = 0x20
const COMMA = 0x2c
const COLON = 0x3a
const OPEN = 0x5b
const CLOSE = 0x5d
const POINT = 0x2e
const ZERO = 0x30
const BRACE = 0x7d
const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * Four digits are looked at in one word: after xor with FOUR_ZEROS every byte must be 0..9, which is
 * so when neither it nor it plus six reaches into the high half. "2048" gives 2, 0, 4, 8.
 */
const FOUR_ZEROS = 0x30303030
const FOUR_SIXES = 0x06060606
const HIGH_HALVES = 0xf0f0f0f0 | 0
const COMMA_SPACE = 0x202c

/** Whole numbers of up to 15 digits are exact in a double, and so is a division by 10ⁿ, n ≤ 22, rounded right. */
const MAX_DIGITS = 15
const POWERS_OF_TEN = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, n) => 10 ** n)

const TIMESTAMP = keyWords('{"timestamp"')
const INPUT_LENGTH = keyWords('"input_length"')
const OUTPUT_LENGTH = keyWords('"output_length"')
const HASH_IDS = keyWords('"hash_ids"')

/**
 * Reads the plain form of a line: the four known keys in their usual order, unsigned numbers without
 * exponent. It never says that a line is bad, only that it is not plain; then JSON.parse has the word.
 * No loop runs past the newline that ends the line, and no word is read further than SLACK_BYTES after it.
 */
export class MooncakeScanner {
  private bytes: Uint8Array = new Uint8Array()
  private view: DataView = new DataView(new ArrayBuffer(0))
  private at = 0
  private number = 0
  /** Digits of the last block id of four or more: most of a trace are as long as their neighbours. */
  private idDigits = 0

  constructor(private readonly keepBlocks: boolean) {}

  /** The bytes that the lines to come lie in. */
  enter(bytes: Uint8Array): void {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Fills the row from the line at `start`; returns the start of the next line, or −1 when it is not plain. */
  scan(start: number, row: RequestRow): number {
    this.at = start
    if (!this.key(TIMESTAMP) || !this.plainNumber() || !isArrivalMs(this.number)) return -1
    row.arrivalMs = this.number
    if (!this.byte(COMMA) || !this.key(INPUT_LENGTH) || !this.tokens()) return -1
    row.isl = this.number
    if (!this.byte(COMMA) || !this.key(OUTPUT_LENGTH) || !this.tokens()) return -1
    row.osl = this.number
    row.blockCount = 0
    row.hasBlocks = this.byte(COMMA)
    if (row.hasBlocks && !this.blockList(row)) return -1
    return this.lineEnd()
  }

  /** A key, the colon and the blanks around it. */
  private key({ length, words }: KeyWords): boolean {
    const { bytes, view } = this
    let at = this.at
    while (bytes[at] === SPACE) at++
    if (view.getInt32(at, true) !== words[0]) return false
    if (view.getInt32(at + 4, true) !== words[1]) return false
    if (view.getInt32(at + Math.min(8, length - 4), true) !== words[2]) return false
    at += length
    if (view.getInt32(at - 4, true) !== words[3] || bytes[at++] !== COLON) return false
    while (bytes[at] === SPACE) at++
    this.at = at
    return true
  }

  private byte(wanted: number): boolean {
    if (this.bytes[this.at] !== wanted) return false
    this.at++
    return true
  }

  private tokens(): boolean {
    return this.plainNumber() && isTokenCount(this.number)
  }

  /** 0, 52, 866243.9413: the value goes to `number`. Two numbers, mantissa and scale, are divided once. */
  private plainNumber(): boolean {
    const { bytes } = this
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

  /** The key and its list: plain whole numbers, a comma and blanks between them. */
  private blockList(row: RequestRow): boolean {
    if (!this.key(HASH_IDS) || !this.byte(OPEN)) return false
    if (this.byte(CLOSE)) return true
    const { bytes, keepBlocks } = this
    for (;;) {
      if (!keepBlocks && this.jumpIds()) return true
      if (!this.blockId(row)) return false
      const separator = bytes[this.at++]
      if (separator === CLOSE) return true
      if (separator !== COMMA) return false
      while (bytes[this.at] === SPACE) this.at++
    }
  }

  private blockId(row: RequestRow): boolean {
    const { bytes } = this
    const first = this.at
    let at = first
    let id = 0
    let digit = bytes[at]! - ZERO
    while (digit >= 0 && digit <= 9) {
      id = id * 10 + digit
      digit = bytes[++at]! - ZERO
    }
    this.at = at
    const digits = at - first
    if (digits === 0 || digits > MAX_DIGITS) return false
    if (digits >= 4) this.idDigits = digits
    if (this.keepBlocks) row.addBlock(id)
    return digits === 1 || bytes[first] !== ZERO
  }

  /**
   * Jumps over ids of 4 to 8 digits that are as long as the last such one and have a comma and a blank after
   * them, by reading four digits at a time: the first four and the last four, which may overlap. Whether
   * it came past the end of the list, too.
   */
  private jumpIds(): boolean {
    const { bytes, view, idDigits } = this
    if (idDigits < 4 || idDigits > 8) return false
    let at = this.at
    for (;;) {
      const head = view.getInt32(at, true) ^ FOUR_ZEROS
      const tail = view.getInt32(at + idDigits - 4, true) ^ FOUR_ZEROS
      const high = head | (head + FOUR_SIXES) | tail | (tail + FOUR_SIXES)
      if ((high & HIGH_HALVES) !== 0 || (head & 0xff) === 0) break
      const end = at + idDigits
      if (view.getInt16(end, true) !== COMMA_SPACE) {
        if (bytes[end] !== CLOSE) break
        this.at = end + 1
        return true
      }
      at = end + 2
    }
    this.at = at
    return false
  }

  private lineEnd(): number {
    if (!this.byte(BRACE)) return -1
    if (this.bytes[this.at] === CARRIAGE_RETURN) this.at++
    return this.bytes[this.at] === NEWLINE ? this.at + 1 : -1
  }
}

/** A key of 10 to 16 bytes as four words that cover it, the last two perhaps overlapping. */
interface KeyWords {
  readonly length: number
  readonly words: Int32Array
}

function keyWords(key: string): KeyWords {
  const bytes = new TextEncoder().encode(key)
  const view = new DataView(bytes.buffer)
  const last = bytes.length - 4
  const words = [0, 4, Math.min(8, last), last].map((at) => view.getInt32(at, true))
  return { length: bytes.length, words: Int32Array.from(words) }
}
