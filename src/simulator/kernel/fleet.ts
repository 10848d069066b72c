import { DecodeWorker } from './decode-worker'
import { closeCache, drawStartupMs, openCache, resizeCaches } from './host'
import { placeWaiting } from './placing'
import { PrefillWorker } from './prefill-worker'
import { DRAINING, GONE, PREFILL, READY, Replica } from './replica'
import { decode, events, isEmpty, prefill, reschedule } from './replicas'
import { hasPrefixCache, killAfterMs } from './settings'
import { nowMs } from './time'

// The life of replicas: starting → ready → draining → gone.

let nextId: i32 = 0

/** Replicas that are ready from the beginning. */
export function beginFleet(prefillReplicas: i32, decodeReplicas: i32): void {
  prefill.countTo(nowMs)
  decode.countTo(nowMs)
  for (let i = 0; i < prefillReplicas; i++) makeReady(createPrefill())
  for (let i = 0; i < decodeReplicas; i++) makeReady(createDecode())
}

/** Sets how many replicas are to be starting or ready. */
export function scaleFleet(prefillReplicas: i32, decodeReplicas: i32): void {
  prefill.countTo(nowMs)
  while (prefill.size > prefillReplicas) {
    if (prefill.starting.length > 0) leave(prefill.starting.pop())
    else drain(prefill.ready.pop())
  }
  while (prefill.size < prefillReplicas) start(createPrefill())
  decode.countTo(nowMs)
  while (decode.size > decodeReplicas) {
    if (decode.starting.length > 0) leave(decode.starting.pop())
    else drain(decode.ready.pop())
  }
  while (decode.size < decodeReplicas) start(createDecode())
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

function createPrefill(): Replica {
  const worker = new PrefillWorker(nextId++)
  if (hasPrefixCache) openCache(worker.id)
  events.add(worker)
  return worker
}

function createDecode(): Replica {
  const worker = new DecodeWorker(nextId++)
  events.add(worker)
  return worker
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
