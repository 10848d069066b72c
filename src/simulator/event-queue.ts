const NONE = Number.POSITIVE_INFINITY

/**
 * One next event for each replica, the earliest first and of equals the replica made first: a tournament
 * of times. Leaf `size + id` has the time of a replica, each node above the lesser of its two, so that
 * node 1 has the least of all and a change plays only the matches above it.
 */
export class EventQueue {
  /** Time of the earliest event, ms; Infinity when there is none. */
  topMs = NONE
  private size = 2
  private times = new Float64Array(2 * this.size).fill(NONE)

  /** Infinity: it has no event. */
  set(id: number, timeMs: number): void {
    while (id >= this.size) this.grow()
    this.change(this.size + id, timeMs)
  }

  /** Takes the earliest event off the queue: the id of its replica. */
  takeTop(): number {
    const { times, size, topMs } = this
    let node = 1
    // The left side of equals is the replica made first.
    while (node < size) node = 2 * node + (times[2 * node] === topMs ? 0 : 1)
    this.change(node, NONE)
    return node - size
  }

  private change(leaf: number, timeMs: number): void {
    const { times } = this
    times[leaf] = timeMs
    for (let node = leaf >> 1; node > 0; node >>= 1) {
      const left = times[2 * node]!
      const right = times[2 * node + 1]!
      const least = Math.min(left, right)
      // A match with the same outcome changes none above it.
      if (times[node] === least) return
      times[node] = least
    }
    this.topMs = times[1]!
  }

  private grow(): void {
    const { times, size } = this
    this.size = 2 * size
    this.times = new Float64Array(2 * this.size).fill(NONE)
    for (let id = 0; id < size; id++) this.change(this.size + id, times[size + id]!)
  }
}
