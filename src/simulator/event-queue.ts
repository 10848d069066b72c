const NONE = Number.POSITIVE_INFINITY
/** Replicas of a group, a power of two: that many are looked through at once. */
const GROUP = 16
const GROUP_BITS = 4

/**
 * One next event for each replica, the earliest first and of equals the replica made first. Replicas stand
 * in groups whose earliest event is known: a change looks through one group at most, and through the
 * groups. Places of replicas that are gone are given up when there is no room.
 */
export class EventQueue {
  /** Time of the earliest event, ms; Infinity when there is none. */
  topMs = NONE
  private topPlace = 0
  /** Places given away: those of replicas made first come first. */
  private used = 0
  /** By place. */
  private times = new Float64Array(GROUP).fill(NONE)
  /** By place: the replica; −1 once it is gone. */
  private ids = new Int32Array(GROUP)
  /** By replica id; the last known one of those that are gone. */
  private readonly places: number[] = []
  /** By group: the place of its earliest event. */
  private firsts = new Int32Array(1)

  /** Takes in a new replica, without an event: the ids count up from 0. */
  add(id: number): void {
    if (this.used === this.times.length) this.makeRoom()
    this.places[id] = this.used
    this.ids[this.used++] = id
  }

  /** Infinity: it has no event. */
  set(id: number, timeMs: number): void {
    this.change(this.places[id]!, timeMs)
  }

  /** The replica is gone. */
  remove(id: number): void {
    this.set(id, NONE)
    this.ids[this.places[id]!] = -1
  }

  /** Takes the earliest event off the queue: the id of its replica. */
  takeTop(): number {
    const place = this.topPlace
    this.change(place, NONE)
    return this.ids[place]!
  }

  private change(place: number, timeMs: number): void {
    const { times, firsts } = this
    const before = times[place]!
    if (timeMs === before) return
    times[place] = timeMs
    const group = place >> GROUP_BITS
    const first = firsts[group]!
    if (timeMs > before) {
      if (first !== place) return
      firsts[group] = earliestOf(times, group * GROUP)
      if (place === this.topPlace) this.findTop()
      return
    }
    const firstMs = times[first]!
    if (timeMs > firstMs || (timeMs === firstMs && place > first)) return
    firsts[group] = place
    if (timeMs > this.topMs || (timeMs === this.topMs && place > this.topPlace)) return
    this.topMs = timeMs
    this.topPlace = place
  }

  private findTop(): void {
    const { times, firsts } = this
    let top = firsts[0]!
    let topMs = times[top]!
    for (let group = 1; group < firsts.length; group++) {
      const first = firsts[group]!
      const ms = times[first]!
      if (ms >= topMs) continue
      top = first
      topMs = ms
    }
    this.topPlace = top
    this.topMs = topMs
  }

  /** Moves the replicas that are there together; where they fill more than half, the size doubles. */
  private makeRoom(): void {
    const { times, ids } = this
    const taken = Array.from(ids.keys()).filter((place) => ids[place]! >= 0)
    const size = taken.length > ids.length / 2 ? 2 * ids.length : ids.length
    this.times = new Float64Array(size).fill(NONE)
    this.ids = new Int32Array(size)
    this.firsts = Int32Array.from({ length: size / GROUP }, (_, group) => group * GROUP)
    this.used = 0
    this.topMs = NONE
    this.topPlace = 0
    for (const place of taken) {
      this.add(ids[place]!)
      this.set(ids[place]!, times[place]!)
    }
  }
}

/** The place of the earliest event of a group, of equals the first. */
function earliestOf(times: Float64Array, begin: number): number {
  let first = begin
  let firstMs = times[begin]!
  for (let place = begin + 1; place < begin + GROUP; place++) {
    const ms = times[place]!
    if (ms >= firstMs) continue
    firstMs = ms
    first = place
  }
  return first
}
