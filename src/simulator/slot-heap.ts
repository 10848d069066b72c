import { doubled } from './request-pool.js'

/** Request slots by a number (a step count, a time), least first: a binary heap. */
export class SlotHeap {
  size = 0
  private keys = new Float64Array(2)
  private slots = new Int32Array(2)

  /** The least key; Infinity when empty. */
  get topKey(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.keys[0]!
  }

  get topSlot(): number {
    return this.slots[0]!
  }

  push(slot: number, key: number): void {
    if (this.size === this.keys.length) {
      this.keys = doubled(this.keys)
      this.slots = doubled(this.slots)
    }
    this.siftUp(this.size++, slot, key)
  }

  pop(): number {
    const slot = this.slots[0]!
    this.removeAt(0)
    return slot
  }

  /** Walks over all: for the rare slot that leaves before its turn. */
  remove(slot: number): void {
    const at = this.slots.subarray(0, this.size).indexOf(slot)
    if (at >= 0) this.removeAt(at)
  }

  private removeAt(hole: number): void {
    const last = --this.size
    if (hole === last) return
    const key = this.keys[last]!
    const slot = this.slots[last]!
    if (hole > 0 && this.keys[(hole - 1) >> 1]! > key) this.siftUp(hole, slot, key)
    else this.siftDown(hole, slot, key)
  }

  private siftUp(from: number, slot: number, key: number): void {
    const { keys, slots } = this
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (keys[parent]! <= key) break
      keys[at] = keys[parent]!
      slots[at] = slots[parent]!
      at = parent
    }
    keys[at] = key
    slots[at] = slot
  }

  private siftDown(from: number, slot: number, key: number): void {
    const { keys, slots, size } = this
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++
      if (keys[child]! >= key) break
      keys[at] = keys[child]!
      slots[at] = slots[child]!
      at = child
    }
    keys[at] = key
    slots[at] = slot
  }
}
