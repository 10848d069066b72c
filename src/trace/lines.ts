import { UserError } from '../domain/user-error.js'

export const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09

/** Longest line, bytes. Longer is no trace: at 512 tokens a block and 8 bytes an id this is 10⁹ tokens. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024

/** Readable bytes after the end of every region, so that scanners may look at several bytes at once. */
export const SLACK_BYTES = 16

const FIRST_CAPACITY = 64 * 1024
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Takes bytes[start] .. bytes[end − 1], whole lines; SLACK_BYTES more lie behind them in the same array. */
export type TakeLines = (bytes: Uint8Array, start: number, end: number) => void

/**
 * Cuts chunks of any size into regions of whole lines; a line that spans chunks is put together in
 * a buffer of its own. Every region ends in a newline and has slack after it, so that scanners need no bounds check.
 */
export class LineCutter {
  private carry = new Uint8Array(FIRST_CAPACITY)
  private carried = 0

  constructor(private readonly options: { take: TakeLines; where: () => string }) {}

  push(chunk: Uint8Array): void {
    let start = 0
    if (this.carried > 0) {
      start = chunk.indexOf(NEWLINE) + 1
      this.keep(start > 0 ? chunk.subarray(0, start) : chunk)
      if (start === 0) return
      this.flush()
    }
    const end = lastNewline(chunk, chunk.length - SLACK_BYTES) + 1
    if (end > start) this.options.take(chunk, start, end)
    this.keep(chunk.subarray(Math.max(start, end)))
  }

  /** Takes the last line when no newline ends it. */
  finish(): void {
    if (this.carried === 0) return
    this.keep(Uint8Array.of(NEWLINE))
    this.flush()
  }

  private flush(): void {
    const end = this.carried
    this.carried = 0
    this.options.take(this.carry, 0, end)
  }

  private keep(part: Uint8Array): void {
    const needed = this.carried + part.length
    if (needed > MAX_LINE_BYTES) {
      throw new UserError(
        `${this.options.where()}: the line is longer than ${MAX_LINE_BYTES} bytes; a trace has one request a line`,
      )
    }
    if (needed + SLACK_BYTES > this.carry.length) {
      const larger = new Uint8Array(Math.max(needed + SLACK_BYTES, this.carry.length * 2))
      larger.set(this.carry.subarray(0, this.carried))
      this.carry = larger
    }
    this.carry.set(part, this.carried)
    this.carried = needed
  }
}

/** The last newline among the first `length` bytes, or −1. */
function lastNewline(bytes: Uint8Array, length: number): number {
  return length > 0 ? bytes.lastIndexOf(NEWLINE, length - 1) : -1
}

/** A line of nothing but blanks; `end` is the place of its newline. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN) return false
  }
  return true
}

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return UTF8.decode(bytes.subarray(start, end))
}
