import { Items } from './items'
import { RequestList } from './request-list'

/** The replicas of one role, and what they have cost. */
@unmanaged
export class ReplicaPool<R> {
  /** Each in order of creation. */
  starting: Items<R> = new Items<R>()
  ready: Items<R> = new Items<R>()
  draining: Items<R> = new Items<R>()
  /** Requests that arrived while no replica was ready. */
  unplaced: RequestList = new RequestList()
  /** Replica-milliseconds in every state but gone, up to the last count. */
  replicaMs: f64 = 0
  private countedMs: f64 = NaN

  /** Replicas that are ready or will be. */
  get size(): i32 {
    return this.starting.length + this.ready.length
  }

  /** Random start-up times let a younger replica be ready first. */
  insertReady(replica: R): void {
    const ready = this.ready
    let place = 0
    while (place < ready.length && ready.at(place).id < replica.id) place++
    ready.insert(place, replica)
  }

  /** Counts the replicas' time up to now: before their number changes. */
  countTo(nowMs: f64): void {
    const replicas = this.starting.length + this.ready.length + this.draining.length
    if (replicas > 0) this.replicaMs += (nowMs - this.countedMs) * <f64>replicas
    this.countedMs = nowMs
  }
}
