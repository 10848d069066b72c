/** Something due at a moment, in any unit. */
export interface Due {
  readonly at: number
}

/** A binary heap: what is due first comes out first. Two due at once come out in an order of their own, always the same. */
export class DueQueue<T extends Due> {
  private readonly heap: T[] = []

  /** The one due first stays in the queue. */
  first(): T | undefined {
    return this.heap[0]
  }

  push(item: T): void {
    const { heap } = this
    let at = heap.length
    heap.push(item)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (heap[parent]!.at <= item.at) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = item
  }

  shift(): T | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++
      if (heap[child]!.at >= last.at) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }
}
