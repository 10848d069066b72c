import type { PromptBlocks } from './prompt-blocks.js'
import { doubled } from './request-pool.js'

const FIRST_ENTRIES = 64
const NONE = -1

/**
 * The blocks a prefill replica still holds, least recently used out first. An id stands for a block
 * and all before it (as in the traces), so a prompt's cached part is its longest run of known ids from
 * the front. Open addressing with linear probing; entries hang in a list from newest to oldest.
 */
export class PrefixCache {
  size = 0
  private ids = new Float64Array(FIRST_ENTRIES)
  private newer = new Int32Array(FIRST_ENTRIES)
  private older = new Int32Array(FIRST_ENTRIES)
  private table = new Int32Array(FIRST_ENTRIES * 2).fill(NONE)
  private newest = NONE
  private oldest = NONE
  private free = NONE

  constructor(
    private readonly blocks: PromptBlocks,
    /** Most blocks it holds. */
    public limit: number,
  ) {}

  /** How many of a request's first blocks it holds. */
  match(request: number): number {
    const { ids } = this.blocks
    const start = this.blocks.startOf(request)
    const count = this.blocks.countOf(request)
    for (let i = 0; i < count; i++) if (this.entryOf(ids[start + i]!) === NONE) return i
    return count
  }

  /** Takes in a request's blocks, the first one as the newest, so that a prefix outlives what follows. */
  insert(request: number): void {
    const { ids } = this.blocks
    const start = this.blocks.startOf(request)
    const count = Math.min(this.blocks.countOf(request), this.limit)
    for (let i = count - 1; i >= 0; i--) {
      const id = ids[start + i]!
      const entry = this.entryOf(id)
      if (entry === NONE) this.add(id)
      else if (entry !== this.newest) {
        this.unlink(entry)
        this.linkNewest(entry)
      }
    }
  }

  /** Sets how many blocks it may hold; the oldest go. */
  shrinkTo(limit: number): void {
    this.limit = limit
    while (this.size > limit) this.evict()
  }

  private add(id: number): void {
    if (this.size >= this.limit) this.evict()
    let entry = this.free
    if (entry === NONE) {
      entry = this.size
      if (entry === this.ids.length) this.grow()
    } else this.free = this.newer[entry]!
    this.size++
    this.ids[entry] = id
    this.linkNewest(entry)
    this.table[this.placeOf(id)] = entry
  }

  private evict(): void {
    const entry = this.oldest
    this.unlink(entry)
    this.removeFromTable(this.placeOf(this.ids[entry]!))
    this.newer[entry] = this.free
    this.free = entry
    this.size--
  }

  private entryOf(id: number): number {
    return this.table[this.placeOf(id)]!
  }

  /** Where an id stands in the table, or the empty place where it would. */
  private placeOf(id: number): number {
    const { table, ids } = this
    const mask = table.length - 1
    let place = hashOf(id) & mask
    for (;;) {
      const entry = table[place]!
      if (entry === NONE || ids[entry] === id) return place
      place = (place + 1) & mask
    }
  }

  /** Moves later entries of the same run up, so that no gap cuts them off. */
  private removeFromTable(place: number): void {
    const { table, ids } = this
    const mask = table.length - 1
    let gap = place
    let at = place
    for (;;) {
      at = (at + 1) & mask
      const entry = table[at]!
      if (entry === NONE) break
      const home = hashOf(ids[entry]!) & mask
      if (((at - home) & mask) < ((at - gap) & mask)) continue
      table[gap] = entry
      gap = at
    }
    table[gap] = NONE
  }

  private linkNewest(entry: number): void {
    this.newer[entry] = NONE
    this.older[entry] = this.newest
    if (this.newest !== NONE) this.newer[this.newest] = entry
    this.newest = entry
    if (this.oldest === NONE) this.oldest = entry
  }

  private unlink(entry: number): void {
    const newer = this.newer[entry]!
    const older = this.older[entry]!
    if (newer === NONE) this.newest = older
    else this.older[newer] = older
    if (older === NONE) this.oldest = newer
    else this.newer[older] = newer
  }

  private grow(): void {
    this.ids = doubled(this.ids)
    this.newer = doubled(this.newer)
    this.older = doubled(this.older)
    this.table = new Int32Array(this.ids.length * 2).fill(NONE)
    for (let entry = 0; entry < this.size; entry++) {
      this.table[this.placeOf(this.ids[entry]!)] = entry
    }
  }
}

/** Mixes both halves of an id of up to 64 bits. */
function hashOf(id: number): number {
  const low = Math.imul(id | 0, 0x9e3779b1)
  const high = Math.imul((id / 2 ** 32) | 0, 0x85ebca6b)
  const mixed = low ^ high
  return mixed ^ (mixed >>> 15)
}
