import {
  compileWasm,
  instantiateWasm,
  type WasmGlobal,
  type WasmMemory,
  type WasmModule,
} from '../domain/webassembly.js'
import { NEWLINE } from './lines.js'
import scannerBytes from './mooncake-scan.wasm'
import type { RequestRow } from './request-row.js'
import { MAX_TOKENS } from './rules.js'

/** Numbers of each row: arrival, input tokens, output tokens, block ids. */
const ROW_NUMBERS = 4

/** The exports of mooncake-scan/index.ts. */
interface Scanner {
  readonly memory: WasmMemory
  readonly WINDOW: WasmGlobal
  readonly ROWS: WasmGlobal
  readonly IDS: WasmGlobal
  readonly windowBytes: WasmGlobal
  readonly rowNumbers: WasmGlobal
  readonly idNumbers: WasmGlobal
  readonly keepsIds: WasmGlobal
  readonly maxTokens: WasmGlobal
  readonly stoppedAt: WasmGlobal
  scan(from: number, to: number): number
}

let compiled: WasmModule | undefined

/**
 * Reads lines of the plain form, many at a time; of another line it says only that it is not plain. A window of the
 * bytes is copied to the scanner's memory, where WebAssembly looks at eight digits at once.
 */
export class MooncakeScanner {
  /** The first line that the last scan did not take. */
  stoppedAt = 0
  private readonly scanner: Scanner
  private readonly window: Uint8Array
  private readonly numbers: Float64Array
  private readonly ids: Float64Array
  private bytes: Uint8Array = new Uint8Array()
  private end = 0
  private windowStart = 0
  private windowEnd = 0
  /** Of the lines scanned last. */
  private rowsGiven = 0
  private idsGiven = 0

  constructor(keepBlocks: boolean) {
    compiled ??= compileWasm(scannerBytes)
    const scanner = instantiateWasm<Scanner>(compiled)
    const { buffer } = scanner.memory
    scanner.keepsIds.value = Number(keepBlocks)
    scanner.maxTokens.value = MAX_TOKENS
    this.window = new Uint8Array(buffer, scanner.windowBytes.value, scanner.WINDOW.value)
    this.numbers = new Float64Array(
      buffer,
      scanner.rowNumbers.value,
      scanner.ROWS.value * ROW_NUMBERS,
    )
    this.ids = new Float64Array(buffer, scanner.idNumbers.value, scanner.IDS.value)
    this.scanner = scanner
  }

  /** The bytes that the lines to come lie in, up to the end of the last. */
  enter(bytes: Uint8Array, end: number): void {
    this.bytes = bytes
    this.end = end
    this.windowEnd = 0
  }

  /** Scans lines from one on: how many were plain before one that is not, or before enough; `give` gives them. */
  scan(start: number): number {
    this.rowsGiven = 0
    this.idsGiven = 0
    if (start >= this.windowEnd) this.look(start)
    const rows = this.scanHere(start)
    if (rows > 0 || this.windowStart === start || !this.isCut(start)) return rows
    this.look(start)
    return this.scanHere(start)
  }

  /** Fills the row with the next of the lines scanned last. */
  give(row: RequestRow): void {
    const { numbers, ids } = this
    const at = this.rowsGiven++ * ROW_NUMBERS
    row.arrivalMs = numbers[at]!
    row.isl = numbers[at + 1]!
    row.osl = numbers[at + 2]!
    const blocks = numbers[at + 3]!
    row.hasBlocks = blocks >= 0
    row.blockCount = 0
    if (!row.hasBlocks) return
    const begin = this.idsGiven
    this.idsGiven += blocks
    for (let i = begin; i < this.idsGiven; i++) row.addBlock(ids[i]!)
  }

  private scanHere(start: number): number {
    const { scanner, windowStart } = this
    const rows = scanner.scan(start - windowStart, this.windowEnd - windowStart)
    this.stoppedAt = windowStart + scanner.stoppedAt.value
    return rows
  }

  private look(start: number): void {
    this.windowStart = start
    this.windowEnd = Math.min(this.end, start + this.window.length)
    this.window.set(this.bytes.subarray(start, this.windowEnd))
  }

  /** Whether the line that begins there goes on behind the window. */
  private isCut(start: number): boolean {
    return this.windowEnd < this.end && this.bytes.indexOf(NEWLINE, start) >= this.windowEnd
  }
}
