import { DecodeWorker } from './decode-worker'
import { closeCache, drawStartupMs, openCache, resizeCaches } from './host'
import { placeWaiting } from './placing'
import { PrefillWorker } from './prefill-worker'
import { DECODE, DRAINING, GONE, PREFILL, READY, Replica } from './replica'
import { ReplicaPool } from './replica-pool'
import { decode, events, isEmpty, prefill, reschedule } from './replicas'
import { hasPrefixCache, killAfterMs } from './settings'
import { nowMs } from './time'

// The life of replicas: starting → ready → draining → gone.

let nextId: i32 = 0

/** Replicas that are ready from the beginning. */
export function beginFleet(prefillReplicas: i32, decodeReplicas: i32): void {
  prefill.countTo(nowMs)
  decode.countTo(nowMs)
  for (let i = 0; i < prefillReplicas; i++) makeReady(create(PREFILL))
  for (let i = 0; i < decodeReplicas; i++) makeReady(create(DECODE))
}

/** Sets how many replicas of each role are to be starting or ready. */
export function scaleFleet(prefillReplicas: i32, decodeReplicas: i32): void {
  scale<PrefillWorker>(prefill, PREFILL, prefillReplicas)
  scale<DecodeWorker>(decode, DECODE, decodeReplicas)
}

/** A starting replica's time has come. */
export function finishStarting(replica: Replica): void {
  if (replica.role === PREFILL) prefill.starting.remove(changetype<PrefillWorker>(replica))
  else decode.starting.remove(changetype<DecodeWorker>(replica))
  makeReady(replica)
}

export function retireIfEmpty(replica: Replica): void {
  if (replica.state === DRAINING && isEmpty(replica)) retire(replica)
}

/** A draining replica has nothing left, or was killed. */
export function retire(replica: Replica): void {
  if (replica.role === PREFILL) {
    prefill.countTo(nowMs)
    prefill.draining.remove(changetype<PrefillWorker>(replica))
  } else {
    decode.countTo(nowMs)
    decode.draining.remove(changetype<DecodeWorker>(replica))
  }
  leave(replica)
}

function scale<R>(pool: ReplicaPool<R>, role: i32, replicas: i32): void {
  pool.countTo(nowMs)
  while (pool.size > replicas) {
    if (pool.starting.length > 0) leave(pool.starting.pop())
    else drain(pool.ready.pop())
  }
  while (pool.size < replicas) start(create(role))
}

function create(role: i32): Replica {
  const id = nextId++
  const replica: Replica = role === PREFILL ? new PrefillWorker(id) : new DecodeWorker(id)
  if (role === PREFILL && hasPrefixCache) openCache(id)
  events.add(replica)
  return replica
}

function start(replica: Replica): void {
  const startupMs = drawStartupMs()
  if (startupMs === 0) {
    makeReady(replica)
    return
  }
  replica.nextMs = nowMs + startupMs
  if (replica.role === PREFILL) prefill.starting.push(changetype<PrefillWorker>(replica))
  else decode.starting.push(changetype<DecodeWorker>(replica))
  reschedule(replica)
}

function makeReady(replica: Replica): void {
  replica.state = READY
  replica.nextMs = Infinity
  if (replica.role === PREFILL) {
    prefill.insertReady(changetype<PrefillWorker>(replica))
    fitCaches()
  } else decode.insertReady(changetype<DecodeWorker>(replica))
  reschedule(replica)
  placeWaiting(replica.role)
}

/** A replica that was ready takes nothing new and goes on with what it has. */
function drain(replica: Replica): void {
  replica.state = DRAINING
  if (replica.role === PREFILL) {
    prefill.draining.push(changetype<PrefillWorker>(replica))
    fitCaches()
  } else decode.draining.push(changetype<DecodeWorker>(replica))
  if (isEmpty(replica)) {
    retire(replica)
    return
  }
  replica.killMs = nowMs + killAfterMs
  reschedule(replica)
}

/** Its record stays, for requests that name it; its queues go. */
function leave(replica: Replica): void {
  replica.state = GONE
  events.remove(replica)
  if (replica.role !== PREFILL) changetype<DecodeWorker>(replica).dispose()
  else if (hasPrefixCache) closeCache(replica.id)
}

/** A shared cache is as large as the KV caches of all ready replicas. */
function fitCaches(): void {
  if (hasPrefixCache) resizeCaches(prefill.ready.length)
}
