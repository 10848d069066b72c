import { Items } from './items'
import { Replica } from './replica'

/** Replicas of a group: that many are looked through at once. */
const GROUP: i32 = 16
const GROUP_BITS: i32 = 4
/** log₂ of the bytes of a time, and of a place. */
const TIME_BITS: i32 = 3
const PLACE_BITS: i32 = 2

/**
 * One next event for each replica, the earliest first and of equals the replica made first. Replicas stand
 * in groups whose earliest event is known: a change looks through one group at most, and through the
 * groups. Places of replicas that are gone are given up when there is no room.
 */
@unmanaged
export class EventQueue {
  /** Time of the earliest event, ms; Infinity when there is none. */
  topMs: f64 = Infinity
  private topPlace: i32 = 0
  /** Places given away: those of replicas made first come first. */
  private used: i32 = 0
  /** All places; whole groups. */
  private capacity: i32 = 0
  /** By place: the time. */
  private times: usize = 0
  /** By place: the replica; null once it is gone. */
  private replicas: usize = 0
  /** By group: the place of its earliest event. */
  private firsts: usize = 0

  /** Takes in a new replica, without an event. */
  add(replica: Replica): void {
    if (this.used === this.capacity) this.makeRoom()
    replica.place = this.used
    store<usize>(this.replicas + (this.used++ << PLACE_BITS), changetype<usize>(replica))
  }

  /** Infinity: it has no event. */
  set(replica: Replica, timeMs: f64): void {
    this.change(replica.place, timeMs)
  }

  /** The replica is gone. */
  remove(replica: Replica): void {
    this.change(replica.place, Infinity)
    store<usize>(this.replicas + (replica.place << PLACE_BITS), 0)
  }

  /** Takes the earliest event off the queue: its replica. */
  takeTop(): Replica {
    const place = this.topPlace
    this.change(place, Infinity)
    return this.replicaAt(place)!
  }

  private timeAt(place: i32): f64 {
    return load<f64>(this.times + (place << TIME_BITS))
  }

  private replicaAt(place: i32): Replica | null {
    return changetype<Replica | null>(load<usize>(this.replicas + (place << PLACE_BITS)))
  }

  private change(place: i32, timeMs: f64): void {
    const before = this.timeAt(place)
    if (timeMs === before) return
    store<f64>(this.times + (place << TIME_BITS), timeMs)
    const group = place >> GROUP_BITS
    const first = load<i32>(this.firsts + (group << PLACE_BITS))
    if (timeMs > before) {
      if (first !== place) return
      store<i32>(this.firsts + (group << PLACE_BITS), this.earliestOf(group << GROUP_BITS))
      if (place === this.topPlace) this.findTop()
      return
    }
    const firstMs = this.timeAt(first)
    if (timeMs > firstMs || (timeMs === firstMs && place > first)) return
    store<i32>(this.firsts + (group << PLACE_BITS), place)
    if (timeMs > this.topMs || (timeMs === this.topMs && place > this.topPlace)) return
    this.topMs = timeMs
    this.topPlace = place
  }

  private findTop(): void {
    let top = load<i32>(this.firsts)
    let topMs = this.timeAt(top)
    for (let group = 1; group < this.capacity >> GROUP_BITS; group++) {
      const first = load<i32>(this.firsts + (group << PLACE_BITS))
      const ms = this.timeAt(first)
      if (ms >= topMs) continue
      top = first
      topMs = ms
    }
    this.topPlace = top
    this.topMs = topMs
  }

  /** The place of the earliest event of a group, of equals the first. */
  private earliestOf(begin: i32): i32 {
    let first = begin
    let firstMs = this.timeAt(begin)
    for (let place = begin + 1; place < begin + GROUP; place++) {
      const ms = this.timeAt(place)
      if (ms >= firstMs) continue
      firstMs = ms
      first = place
    }
    return first
  }

  /** Moves the replicas that are there together; where they fill more than half, the size doubles. */
  private makeRoom(): void {
    const kept = new Items<Replica>()
    const keptTimes = this.times
    for (let place = 0; place < this.used; place++) {
      const replica = this.replicaAt(place)
      if (replica !== null) kept.push(replica)
    }
    const isFull = kept.length > this.capacity / 2 || this.capacity === 0
    this.capacity = isFull ? max(GROUP, 2 * this.capacity) : this.capacity
    const firsts = this.firsts
    const replicas = this.replicas
    this.times = heap.alloc(this.capacity << TIME_BITS)
    this.replicas = heap.alloc(this.capacity << PLACE_BITS)
    this.firsts = heap.alloc((this.capacity >> GROUP_BITS) << PLACE_BITS)
    for (let place = 0; place < this.capacity; place++) {
      store<f64>(this.times + (place << TIME_BITS), Infinity)
      store<usize>(this.replicas + (place << PLACE_BITS), 0)
    }
    for (let group = 0; group < this.capacity >> GROUP_BITS; group++) {
      store<i32>(this.firsts + (group << PLACE_BITS), group << GROUP_BITS)
    }
    this.used = 0
    this.topMs = Infinity
    this.topPlace = 0
    for (let i = 0; i < kept.length; i++) {
      const replica = kept.at(i)
      const timeMs = load<f64>(keptTimes + (replica.place << TIME_BITS))
      this.add(replica)
      this.set(replica, timeMs)
    }
    kept.dispose()
    if (keptTimes === 0) return
    heap.free(keptTimes)
    heap.free(replicas)
    heap.free(firsts)
  }
}
