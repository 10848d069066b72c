import type { BlockIds, RequestColumns } from '../domain/requests.js'
import type { RequestRow, RequestSink } from './request-row.js'

const FIRST_CAPACITY = 4096

/** Requests kept as columns that double when they are full: 20 bytes a request, 4 a block id, 8 where ids are large. */
export class ColumnBuilder implements RequestSink {
  /** Without block ids it keeps a good half of the memory. */
  constructor(readonly wantsBlocks: boolean = true) {}

  private length = 0
  private arrivalMs = new Float64Array(FIRST_CAPACITY)
  private isl = new Uint32Array(FIRST_CAPACITY)
  private osl = new Uint32Array(FIRST_CAPACITY)
  private offsets = new Uint32Array()
  private ids: BlockIds = new Uint32Array(FIRST_CAPACITY)
  private idCount = 0
  private hasBlocks = false

  add(row: RequestRow): void {
    const at = this.length
    if (at === this.arrivalMs.length) this.growRequests()
    this.arrivalMs[at] = row.arrivalMs
    this.isl[at] = row.isl
    this.osl[at] = row.osl
    if (row.hasBlocks && this.wantsBlocks) this.addBlocks(row)
    if (this.hasBlocks) this.offsets[at + 1] = this.idCount
    this.length = at + 1
  }

  columns(): RequestColumns {
    const { length, arrivalMs, isl, osl, offsets, ids } = this
    const columns = { length, arrivalMs, isl, osl }
    return this.hasBlocks ? { ...columns, prefixBlocks: { offsets, ids } } : columns
  }

  private addBlocks(row: RequestRow): void {
    if (!this.hasBlocks) this.beginBlocks()
    const needed = this.idCount + row.blockCount
    if (needed > this.ids.length) this.growIds(Math.max(needed, this.ids.length * 2))
    for (let i = 0; i < row.blockCount; i++) this.setId(this.idCount + i, row.blocks[i]!)
    this.idCount = needed
  }

  private setId(at: number, id: number): void {
    this.ids[at] = id
    if (this.ids[at] === id) return
    this.ids = new Float64Array(this.ids)
    this.ids[at] = id
  }

  /** Offsets take no memory until there is something to point at. */
  private beginBlocks(): void {
    this.hasBlocks = true
    this.offsets = new Uint32Array(this.arrivalMs.length + 1)
  }

  private growIds(capacity: number): void {
    const { ids } = this
    if (ids instanceof Uint32Array) this.ids = grown(ids, Uint32Array, capacity)
    else this.ids = grown(ids, Float64Array, capacity)
  }

  private growRequests(): void {
    const capacity = this.length * 2
    this.arrivalMs = grown(this.arrivalMs, Float64Array, capacity)
    this.isl = grown(this.isl, Uint32Array, capacity)
    this.osl = grown(this.osl, Uint32Array, capacity)
    if (this.hasBlocks) this.offsets = grown(this.offsets, Uint32Array, capacity + 1)
  }
}

function grown<T extends Float64Array | Uint32Array>(
  column: T,
  Kind: new (length: number) => T,
  capacity: number,
): T {
  const larger = new Kind(capacity)
  larger.set(column)
  return larger
}
