import { type PerRole, ROLES } from '../domain/role.js'
import { DecodeWorker } from './decode-worker.js'
import { EventQueue } from './event-queue.js'
import { PrefillWorker } from './prefill-worker.js'
import { PrefixCaches } from './prefix-caches.js'
import type { Random } from './random.js'
import type { Replica } from './replica.js'
import { type ReplicaCounts, ReplicaPool } from './replica-pool.js'
import type { Work } from './work.js'

export interface QueueCounts {
  /** Requests of the role that are not in work: queued, without a ready replica, being transferred. */
  readonly waiting: number
  /** In prefill passes or decode batches. */
  readonly running: number
}

/** All replicas of both roles and the queue of their next events. */
export class Fleet {
  readonly prefill: ReplicaPool<PrefillWorker>
  readonly decode: ReplicaPool<DecodeWorker>
  readonly events = new EventQueue()
  /** By id; undefined once gone. */
  private readonly replicas: (Replica | undefined)[] = []
  private readonly caches: PrefixCaches

  constructor(
    private readonly work: Work,
    random: Random,
  ) {
    const { settings, blocks, engine, pool: requests } = work
    this.caches = new PrefixCaches(settings.prefixCache, blocks, engine)
    const common = { settings, random, requests, onChange: (it: Replica) => this.changed(it) }
    this.prefill = new ReplicaPool<PrefillWorker>({
      ...common,
      create: () => this.add(new PrefillWorker(this.nextId, work, this.caches.forReplica())),
      onReady: () => work.placeWaiting('prefill'),
    })
    this.decode = new ReplicaPool<DecodeWorker>({
      ...common,
      create: () => this.add(new DecodeWorker(this.nextId, work)),
      onReady: () => work.placeWaiting('decode'),
    })
  }

  begin(replicas: PerRole<number>): void {
    for (const role of ROLES) this[role].begin(replicas[role], this.work.nowMs)
  }

  scaleTo(target: PerRole<number>): void {
    for (const role of ROLES) this[role].scaleTo(target[role], this.work.nowMs)
  }

  /** Replica-seconds so far times GPUs per replica. */
  gpuSeconds(): PerRole<number> {
    const { settings, nowMs } = this.work
    const of = (role: 'prefill' | 'decode') =>
      this[role].replicaSeconds(nowMs) * settings.gpusPerReplica[role]
    return { prefill: of('prefill'), decode: of('decode') }
  }

  counts(): PerRole<ReplicaCounts> {
    return { prefill: this.prefill.counts, decode: this.decode.counts }
  }

  queues(): PerRole<QueueCounts> {
    return { prefill: queueOf(this.prefill), decode: queueOf(this.decode) }
  }

  replica(id: number): Replica {
    return this.replicas[id]!
  }

  prefillReplica(id: number): PrefillWorker {
    return this.replicas[id] as PrefillWorker
  }

  decodeReplica(id: number): DecodeWorker {
    return this.replicas[id] as DecodeWorker
  }

  /** Whether there is a replica of that id and it is not gone. */
  has(id: number): boolean {
    return this.replicas[id] !== undefined
  }

  /** Its next event has changed; one that is gone has none. */
  reschedule(replica: Replica): void {
    if (replica.state === 'gone') return
    this.events.set(replica.id, replica.eventMs)
  }

  finishStarting(replica: Replica): void {
    if (replica instanceof PrefillWorker) this.prefill.finishStarting(replica)
    else if (replica instanceof DecodeWorker) this.decode.finishStarting(replica)
  }

  /** A draining replica is gone once nothing is left on it. */
  retire(replica: Replica): void {
    const { nowMs } = this.work
    if (replica instanceof PrefillWorker) this.prefill.leaveDraining(replica, nowMs)
    else if (replica instanceof DecodeWorker) this.decode.leaveDraining(replica, nowMs)
  }

  private get nextId(): number {
    return this.replicas.length
  }

  private add<R extends Replica>(replica: R): R {
    this.replicas.push(replica)
    this.events.add(replica.id)
    return replica
  }

  private changed(replica: Replica): void {
    if (replica.state === 'gone') {
      this.events.remove(replica.id)
      this.replicas[replica.id] = undefined
    } else this.reschedule(replica)
    if (replica.role === 'prefill') this.caches.resize(this.prefill.ready.length)
  }
}

function queueOf<R extends Replica>({ unplaced, ready, draining }: ReplicaPool<R>): QueueCounts {
  const serving = [...ready, ...draining]
  return {
    waiting: serving.reduce((sum, { waitingRequests }) => sum + waitingRequests, unplaced.length),
    running: serving.reduce((sum, { runningRequests }) => sum + runningRequests, 0),
  }
}
