import { doubled } from './request-pool.js'

/**
 * One next event for each replica, the earliest first and of equals the replica made first: a binary
 * heap of replica ids that knows where each id stands, so that a time can be changed in place.
 */
export class EventQueue {
  private size = 0
  private heap = new Int32Array(64)
  /** Infinity beyond the end of the heap. */
  private times = new Float64Array(64).fill(Number.POSITIVE_INFINITY)
  /** By replica id: place in the heap, −1 when it has none. */
  private places = new Int32Array(64).fill(-1)

  /** Time of the earliest event, ms; Infinity when there is none. */
  get topMs(): number {
    return this.times[0]!
  }

  /** Time of the earliest event but the top one. */
  get secondMs(): number {
    return Math.min(this.times[1]!, this.times[2]!)
  }

  get topId(): number {
    return this.heap[0]!
  }

  set(id: number, timeMs: number): void {
    while (id >= this.places.length) {
      const grown = doubled(this.places)
      grown.fill(-1, this.places.length)
      this.places = grown
    }
    let at = this.places[id]!
    if (at < 0) {
      if (this.size === this.heap.length) {
        this.heap = doubled(this.heap)
        const times = doubled(this.times)
        this.times = times.fill(Number.POSITIVE_INFINITY, this.size)
      }
      at = this.size++
      this.siftUp(at, id, timeMs)
      return
    }
    const before = this.times[at]!
    if (timeMs < before) this.siftUp(at, id, timeMs)
    else if (timeMs > before) this.siftDown(at, id, timeMs)
  }

  remove(id: number): void {
    const at = this.places[id] ?? -1
    if (at < 0) return
    this.places[id] = -1
    const last = --this.size
    const moved = this.heap[last]!
    const timeMs = this.times[last]!
    this.times[last] = Number.POSITIVE_INFINITY
    if (at === last) return
    if (at > 0 && this.isBefore(moved, timeMs, (at - 1) >> 1)) this.siftUp(at, moved, timeMs)
    else this.siftDown(at, moved, timeMs)
  }

  private isBefore(id: number, timeMs: number, place: number): boolean {
    const other = this.times[place]!
    return timeMs < other || (timeMs === other && id < this.heap[place]!)
  }

  private siftUp(from: number, id: number, timeMs: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.isBefore(id, timeMs, parent)) break
      this.move(parent, at)
      at = parent
    }
    this.put(at, id, timeMs)
  }

  private siftDown(from: number, id: number, timeMs: number): void {
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.size) break
      if (
        child + 1 < this.size &&
        this.isBefore(this.heap[child + 1]!, this.times[child + 1]!, child)
      ) {
        child++
      }
      if (this.isBefore(id, timeMs, child)) break
      this.move(child, at)
      at = child
    }
    this.put(at, id, timeMs)
  }

  private move(from: number, to: number): void {
    this.put(to, this.heap[from]!, this.times[from]!)
  }

  private put(at: number, id: number, timeMs: number): void {
    this.heap[at] = id
    this.times[at] = timeMs
    this.places[id] = at
  }
}
