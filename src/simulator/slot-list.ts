import type { RequestPool } from './request-pool.js'

/** A list of request slots, linked through the pool's own columns; a slot is in one list at a time. */
export class SlotList {
  head = -1
  tail = -1
  length = 0

  constructor(private readonly pool: RequestPool) {}

  push(slot: number): void {
    const { next, prev } = this.pool
    next[slot] = -1
    prev[slot] = this.tail
    if (this.tail < 0) this.head = slot
    else next[this.tail] = slot
    this.tail = slot
    this.length++
  }

  unshift(slot: number): void {
    const { next, prev } = this.pool
    prev[slot] = -1
    next[slot] = this.head
    if (this.head < 0) this.tail = slot
    else prev[this.head] = slot
    this.head = slot
    this.length++
  }

  /** Takes the first off; −1 when there is none. */
  shift(): number {
    const slot = this.head
    if (slot >= 0) this.remove(slot)
    return slot
  }

  remove(slot: number): void {
    const { next, prev } = this.pool
    const before = prev[slot]!
    const after = next[slot]!
    if (before < 0) this.head = after
    else next[before] = after
    if (after < 0) this.tail = before
    else prev[after] = before
    this.length--
  }
}
