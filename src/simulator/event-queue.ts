const NONE = Number.POSITIVE_INFINITY

/**
 * One next event for each replica, the earliest first and of equals the replica made first: a tournament.
 * Leaf `size + id` is a replica, each node above has the one of its two with the earlier event, so that
 * node 1 has the earliest of all and a change plays again only the matches above it.
 */
export class EventQueue {
  /** Time of the earliest event, ms; Infinity when there is none. */
  topMs = NONE
  private size = 2
  /** By replica id. */
  private times = new Float64Array(this.size).fill(NONE)
  /** By node: the id of the replica that won there. */
  private winners = drawOf(this.size)

  /** Infinity: it has no event. */
  set(id: number, timeMs: number): void {
    while (id >= this.size) this.grow()
    this.change(id, timeMs)
  }

  /** Takes the earliest event off the queue: the id of its replica. */
  takeTop(): number {
    const id = this.winners[1]!
    this.change(id, NONE)
    return id
  }

  private change(id: number, timeMs: number): void {
    const { times, winners } = this
    times[id] = timeMs
    for (let node = (this.size + id) >> 1; node > 0; node >>= 1) {
      const left = winners[2 * node]!
      const right = winners[2 * node + 1]!
      // On the left is who was made first. Without a branch: nobody can guess who wins.
      const winner = left + (right - left) * Number(times[right]! < times[left]!)
      // Where another one won before and wins again nothing changes above.
      if (winner !== id && winners[node] === winner) break
      winners[node] = winner
    }
    this.topMs = times[winners[1]!]!
  }

  private grow(): void {
    const { times, size } = this
    this.size = 2 * size
    this.times = new Float64Array(this.size).fill(NONE)
    this.winners = drawOf(this.size)
    for (let id = 0; id < size; id++) this.change(id, times[id]!)
  }
}

/** A tournament in which nobody has an event: those made first have won. */
function drawOf(size: number): Int32Array {
  const winners = new Int32Array(2 * size)
  for (let id = 0; id < size; id++) winners[size + id] = id
  for (let node = size - 1; node > 0; node--) winners[node] = winners[2 * node]!
  return winners
}
