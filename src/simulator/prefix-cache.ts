import type { PromptBlocks } from './prompt-blocks.js'

const FIRST_CAPACITY = 4
const NONE = -1

/**
 * The blocks a prefill replica still holds, least recently used out first. What a block holds depends on
 * all before it, so it is known by its id and those before; a request's use of its blocks makes the first
 * one the newest, so that a prefix outlives what follows.
 *
 * A tree of runs: blocks that follow each other and were last used together are one node, found by its
 * parent and its first block's id (open addressing, linear probing). Nodes hang in a list from newest to
 * oldest; within a node the last block is the oldest, and no child is newer than its parent, so what goes
 * first is always the end of the last node in the list. A request costs its few nodes, not its many blocks.
 */
export class PrefixCache {
  /** Blocks in the cache. */
  size = 0
  /** By node: where its first block's id stands in the blocks' ids. */
  private starts = new Uint32Array(FIRST_CAPACITY)
  private lengths = new Int32Array(FIRST_CAPACITY)
  private parents = new Int32Array(FIRST_CAPACITY)
  private newer = new Int32Array(FIRST_CAPACITY)
  private older = new Int32Array(FIRST_CAPACITY)
  private table = new Int32Array(FIRST_CAPACITY * 2).fill(NONE)
  private newest = NONE
  private oldest = NONE
  /** Nodes ever used are 0 .. top − 1; free ones hang together by `newer`. */
  private top = 0
  private free = NONE

  constructor(
    private readonly blocks: PromptBlocks,
    /** Most blocks it holds. */
    public limit: number,
  ) {}

  /** How many of a request's first blocks it holds. */
  match(request: number): number {
    const { ids } = this.blocks
    const first = this.blocks.startOf(request)
    const end = first + this.blocks.countOf(request)
    let at = first
    let node = NONE
    while (at < end) {
      node = this.table[this.placeOf(node, ids[at]!)]!
      if (node === NONE) break
      const shared = this.sharedBlocks(node, at, end)
      at += shared
      if (shared < this.lengths[node]!) break
    }
    return at - first
  }

  /** Takes in a request's blocks; as many others as there is no room for go. */
  insert(request: number): void {
    const { ids } = this.blocks
    let at = this.blocks.startOf(request)
    const end = at + Math.min(this.blocks.countOf(request), this.limit)
    let last = NONE
    while (at < end) {
      const node = this.table[this.placeOf(last, ids[at]!)]!
      if (node === NONE) {
        last = this.add(last, at, end - at)
        this.size += end - at
        break
      }
      const shared = this.sharedBlocks(node, at, end)
      at += shared
      last = shared < this.lengths[node]! ? this.split(node, shared) : node
    }
    for (; last !== NONE; last = this.parents[last]!) this.use(last)
    this.shrinkTo(this.limit)
  }

  /** Sets how many blocks it may hold; the oldest go. */
  shrinkTo(limit: number): void {
    this.limit = limit
    while (this.size > limit) {
      const node = this.oldest
      const gone = Math.min(this.lengths[node]!, this.size - limit)
      this.size -= gone
      this.lengths[node]! -= gone
      if (this.lengths[node] === 0) this.remove(node)
    }
  }

  /** How many of the blocks from `at` on are those of a node; the first one is known to be. */
  private sharedBlocks(node: number, at: number, end: number): number {
    const { ids } = this.blocks
    const start = this.starts[node]!
    const most = Math.min(this.lengths[node]!, end - at)
    let shared = 1
    while (shared < most && ids[start + shared] === ids[at + shared]) shared++
    return shared
  }

  /** Makes the first blocks of a node one of their own, above what is left of it. */
  private split(node: number, length: number): number {
    const start = this.starts[node]!
    const parent = this.parents[node]!
    this.removeFromTable(this.placeOf(parent, this.blocks.ids[start]!))
    const upper = this.add(parent, start, length)
    this.starts[node] = start + length
    this.lengths[node]! -= length
    this.parents[node] = upper
    this.table[this.placeOf(upper, this.blocks.ids[start + length]!)] = node
    return upper
  }

  /** A new node, the newest. */
  private add(parent: number, start: number, length: number): number {
    let node = this.free
    if (node === NONE) {
      node = this.top++
      if (node === this.starts.length) this.grow()
    } else this.free = this.newer[node]!
    this.starts[node] = start
    this.lengths[node] = length
    this.parents[node] = parent
    this.linkNewest(node)
    this.table[this.placeOf(parent, this.blocks.ids[start]!)] = node
    return node
  }

  private remove(node: number): void {
    this.removeFromTable(this.placeOf(this.parents[node]!, this.blocks.ids[this.starts[node]!]!))
    this.unlink(node)
    this.newer[node] = this.free
    this.free = node
  }

  private use(node: number): void {
    if (node === this.newest) return
    this.unlink(node)
    this.linkNewest(node)
  }

  /** Where the node that follows another with a block stands in the table, or the empty place where it would. */
  private placeOf(parent: number, id: number): number {
    const { table, parents, starts } = this
    const { ids } = this.blocks
    const mask = table.length - 1
    let place = hashOf(parent, id) & mask
    for (;;) {
      const node = table[place]!
      if (node === NONE || (parents[node] === parent && ids[starts[node]!] === id)) return place
      place = (place + 1) & mask
    }
  }

  /** Moves later nodes of the same run of places up, so that no gap cuts them off. */
  private removeFromTable(place: number): void {
    const { table, parents, starts } = this
    const { ids } = this.blocks
    const mask = table.length - 1
    let gap = place
    let at = place
    for (;;) {
      at = (at + 1) & mask
      const node = table[at]!
      if (node === NONE) break
      const home = hashOf(parents[node]!, ids[starts[node]!]!) & mask
      if (((at - home) & mask) < ((at - gap) & mask)) continue
      table[gap] = node
      gap = at
    }
    table[gap] = NONE
  }

  private linkNewest(node: number): void {
    this.newer[node] = NONE
    this.older[node] = this.newest
    if (this.newest !== NONE) this.newer[this.newest] = node
    this.newest = node
    if (this.oldest === NONE) this.oldest = node
  }

  private unlink(node: number): void {
    const newer = this.newer[node]!
    const older = this.older[node]!
    if (newer === NONE) this.newest = older
    else this.older[newer] = older
    if (older === NONE) this.oldest = newer
    else this.newer[older] = newer
  }

  /** All nodes are in use: none is free. */
  private grow(): void {
    const nodes = this.starts.length
    this.starts = doubled(this.starts)
    this.lengths = doubled(this.lengths)
    this.parents = doubled(this.parents)
    this.newer = doubled(this.newer)
    this.older = doubled(this.older)
    this.table = new Int32Array(this.starts.length * 2).fill(NONE)
    for (let node = 0; node < nodes; node++) {
      const id = this.blocks.ids[this.starts[node]!]!
      this.table[this.placeOf(this.parents[node]!, id)] = node
    }
  }
}

/** Mixes both halves of an id of up to 64 bits, and the node before it. */
function hashOf(parent: number, id: number): number {
  const low = Math.imul(id | 0, 0x9e3779b1)
  const high = Math.imul((id / 2 ** 32) | 0, 0x85ebca6b)
  const mixed = low ^ high ^ Math.imul(parent, 0xc2b2ae35)
  return mixed ^ (mixed >>> 15)
}

/** The same column with room for twice as many. */
function doubled<T extends Int32Array | Uint32Array>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(column.length * 2)
  larger.set(column)
  return larger
}
