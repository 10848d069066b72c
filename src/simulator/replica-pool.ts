import type { Random } from './random.js'
import type { Replica } from './replica.js'
import type { RequestPool } from './request-pool.js'
import type { SimulatorSettings } from './settings.js'
import { SlotList } from './slot-list.js'
import { drawStartupMs } from './startup.js'

export interface ReplicaCounts {
  readonly starting: number
  readonly ready: number
  readonly draining: number
}

export interface ReplicaPoolOptions<R extends Replica> {
  readonly settings: SimulatorSettings
  readonly random: Random
  readonly requests: RequestPool
  create(): R
  /** A replica has become ready. */
  onReady(): void
  /** A replica's next event has changed. */
  onChange(replica: R): void
}

/** The replicas of one role: starting → ready → draining → gone. */
export class ReplicaPool<R extends Replica> {
  /** Each in order of creation. */
  readonly starting: R[] = []
  readonly ready: R[] = []
  readonly draining: R[] = []
  /** Requests that arrived while no replica was ready. */
  readonly unplaced: SlotList
  private replicaMs = -0
  private countedMs = Number.NaN

  constructor(private readonly options: ReplicaPoolOptions<R>) {
    this.unplaced = new SlotList(options.requests)
  }

  get counts(): ReplicaCounts {
    const { starting, ready, draining } = this
    return { starting: starting.length, ready: ready.length, draining: draining.length }
  }

  /** Replicas that are ready from the beginning. */
  begin(count: number, nowMs: number): void {
    this.countedMs = nowMs
    for (let i = 0; i < count; i++) this.makeReady(this.options.create())
  }

  scaleTo(target: number, nowMs: number): void {
    this.count(nowMs)
    while (this.starting.length + this.ready.length > target) {
      const cancelled = this.starting.pop()
      if (cancelled) this.leave(cancelled)
      else this.drain(this.ready.pop()!, nowMs)
    }
    while (this.starting.length + this.ready.length < target) this.start(nowMs)
  }

  /** A starting replica's time has come. */
  finishStarting(replica: R): void {
    this.starting.splice(this.starting.indexOf(replica), 1)
    this.makeReady(replica)
  }

  /** A draining replica has nothing left, or was killed. */
  leaveDraining(replica: R, nowMs: number): void {
    this.count(nowMs)
    this.draining.splice(this.draining.indexOf(replica), 1)
    this.leave(replica)
  }

  /** Replica-seconds in every state but gone. */
  replicaSeconds(nowMs: number): number {
    this.count(nowMs)
    return this.replicaMs / 1000
  }

  private start(nowMs: number): void {
    const { settings, random, create, onChange } = this.options
    const replica = create()
    const startupMs = drawStartupMs(settings.startup, random)
    if (startupMs === 0) {
      this.makeReady(replica)
      return
    }
    replica.nextMs = nowMs + startupMs
    this.starting.push(replica)
    onChange(replica)
  }

  private makeReady(replica: R): void {
    replica.state = 'ready'
    replica.nextMs = Number.POSITIVE_INFINITY
    insertById(this.ready, replica)
    this.options.onChange(replica)
    this.options.onReady()
  }

  private drain(replica: R, nowMs: number): void {
    const { drain } = this.options.settings
    replica.state = 'draining'
    this.draining.push(replica)
    if (replica.isEmpty) {
      this.leaveDraining(replica, nowMs)
      return
    }
    if (drain.kind === 'kill-after') replica.killMs = nowMs + drain.seconds * 1000
    this.options.onChange(replica)
  }

  private leave(replica: R): void {
    replica.state = 'gone'
    this.options.onChange(replica)
  }

  private count(nowMs: number): void {
    const { starting, ready, draining } = this
    this.replicaMs += (nowMs - this.countedMs) * (starting.length + ready.length + draining.length)
    this.countedMs = nowMs
  }
}

/** Random start-up times let a younger replica be ready first. */
function insertById<R extends Replica>(replicas: R[], replica: R): void {
  const after = replicas.findIndex(({ id }) => id > replica.id)
  replicas.splice(after < 0 ? replicas.length : after, 0, replica)
}
