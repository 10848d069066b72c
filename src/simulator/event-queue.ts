const NONE = Number.POSITIVE_INFINITY
const FIRST_SIZE = 2

/**
 * One next event for each replica, the earliest first and of equals the replica made first: a tournament.
 * Node `size + leaf` is a replica, each node above has the leaf of its two with the earlier event, so that
 * node 1 has the earliest of all and a change plays again only the matches above it. Leaves of replicas
 * that are gone are given up when there is no room, so that the tournament is as large as the fleet.
 */
export class EventQueue {
  /** Time of the earliest event, ms; Infinity when there is none. */
  topMs = NONE
  private size = FIRST_SIZE
  /** Leaves given away: those of replicas made first come first. */
  private used = 0
  /** By leaf. */
  private times = new Float64Array(FIRST_SIZE).fill(NONE)
  /** By leaf: the replica; −1 once it is gone. */
  private ids = new Int32Array(FIRST_SIZE)
  /** By replica id; the last known one of those that are gone. */
  private readonly leaves: number[] = []
  /** By node: the leaf that won there. */
  private winners = drawOf(FIRST_SIZE)

  /** Takes in a new replica, without an event: the ids count up from 0. */
  add(id: number): void {
    if (this.used === this.size) this.makeRoom()
    this.leaves[id] = this.used
    this.ids[this.used++] = id
  }

  /** Infinity: it has no event. */
  set(id: number, timeMs: number): void {
    this.change(this.leaves[id]!, timeMs)
  }

  /** The replica is gone. */
  remove(id: number): void {
    this.set(id, NONE)
    this.ids[this.leaves[id]!] = -1
  }

  /** Takes the earliest event off the queue: the id of its replica. */
  takeTop(): number {
    const leaf = this.winners[1]!
    this.change(leaf, NONE)
    return this.ids[leaf]!
  }

  private change(leaf: number, timeMs: number): void {
    const { times, winners } = this
    if (times[leaf] === timeMs) return
    times[leaf] = timeMs
    for (let node = (this.size + leaf) >> 1; node > 0; node >>= 1) {
      const left = winners[2 * node]!
      const right = winners[2 * node + 1]!
      // On the left is who was made first. Without a branch: nobody can guess who wins.
      const winner = left + (right - left) * Number(times[right]! < times[left]!)
      // Where another one won before and wins again nothing changes above.
      if (winner !== leaf && winners[node] === winner) break
      winners[node] = winner
    }
    this.topMs = times[winners[1]!]!
  }

  /** Moves the replicas that are there together; where they fill more than half, the size doubles. */
  private makeRoom(): void {
    const { times, ids } = this
    const taken = Array.from(ids.keys()).filter((leaf) => ids[leaf]! >= 0)
    if (taken.length > this.size / 2) this.size *= 2
    this.times = new Float64Array(this.size).fill(NONE)
    this.ids = new Int32Array(this.size)
    this.winners = drawOf(this.size)
    this.used = 0
    for (const leaf of taken) {
      this.add(ids[leaf]!)
      this.set(ids[leaf]!, times[leaf]!)
    }
  }
}

/** A tournament in which nobody has an event: those made first have won. */
function drawOf(size: number): Int32Array {
  const winners = new Int32Array(2 * size)
  for (let leaf = 0; leaf < size; leaf++) winners[size + leaf] = leaf
  for (let node = size - 1; node > 0; node--) winners[node] = winners[2 * node]!
  return winners
}
