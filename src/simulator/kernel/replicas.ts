import { DecodeWorker } from './decode-worker'
import { EventQueue } from './event-queue'
import { PrefillWorker } from './prefill-worker'
import { GONE, PREFILL, Replica } from './replica'
import { ReplicaPool } from './replica-pool'
import { RequestHeap } from './request-heap'

// All replicas of both roles, the queue of their next events, and what both kinds do, each in its way.

export const prefill: ReplicaPool<PrefillWorker> = new ReplicaPool<PrefillWorker>()
export const decode: ReplicaPool<DecodeWorker> = new ReplicaPool<DecodeWorker>()
export const events: EventQueue = new EventQueue()

/** Its next event may have changed; one that is gone has none. */
export function reschedule(replica: Replica): void {
  if (replica.state !== GONE) events.set(replica, eventMsOf(replica))
}

export function startWork(replica: Replica): void {
  if (replica.role === PREFILL) changetype<PrefillWorker>(replica).start()
  else changetype<DecodeWorker>(replica).start()
}

/** Takes every request in its hands off it, into `out` by arrival. */
export function abandonAll(replica: Replica, out: RequestHeap): void {
  if (replica.role === PREFILL) changetype<PrefillWorker>(replica).abandon(out)
  else changetype<DecodeWorker>(replica).abandon(out)
}

export function isEmpty(replica: Replica): bool {
  if (replica.role === PREFILL) return changetype<PrefillWorker>(replica).isEmpty
  return changetype<DecodeWorker>(replica).isEmpty
}

function eventMsOf(replica: Replica): f64 {
  if (replica.role === PREFILL) return changetype<PrefillWorker>(replica).eventMs
  return changetype<DecodeWorker>(replica).eventMs
}
