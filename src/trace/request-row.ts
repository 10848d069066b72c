const FIRST_CAPACITY = 64

/** One request. Readers fill the same row for every line, so that reading allocates nothing. */
export class RequestRow {
  /** Arrival, milliseconds from the trace's origin. */
  arrivalMs = 0
  /** Input tokens. */
  isl = 0
  /** Output tokens. */
  osl = 0
  /** Whether the line had a list of block ids, be it empty. */
  hasBlocks = false
  /** The block ids are blocks[0] .. blocks[blockCount − 1]; kept only when the sink wants them. */
  blocks = new Float64Array(FIRST_CAPACITY)
  blockCount = 0

  addBlock(id: number): void {
    if (this.blockCount === this.blocks.length) {
      const larger = new Float64Array(this.blocks.length * 2)
      larger.set(this.blocks)
      this.blocks = larger
    }
    this.blocks[this.blockCount++] = id
  }
}

/** Where requests go, in the order of the file. */
export interface RequestSink {
  /** False: block ids are checked but not kept. */
  readonly wantsBlocks: boolean
  /** Takes the row's values at once; the row is filled anew afterwards. */
  add(row: RequestRow): void
}
