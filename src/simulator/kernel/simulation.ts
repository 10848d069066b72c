import {
  nextArrivalMs,
  openArrivals,
  rank,
  takeArrival,
  takenIndex,
  takenIsl,
  takenOsl,
} from './arrivals'
import { awakenedCount, takeAwakened } from './awakened'
import { DecodeWorker } from './decode-worker'
import { complete, deliver } from './delivery'
import { beginFleet, finishStarting, retire, retireIfEmpty } from './fleet'
import { flushOutcomes, KILLED, REJECTED, sendOutcome } from './outcomes'
import { placeDecode, placePrefill, setTurn, turn } from './placing'
import { PrefillWorker, release } from './prefill-worker'
import { GONE, PREFILL, Replica, STARTING } from './replica'
import { abandonAll, decode, events, reschedule, startWork } from './replicas'
import {
  giveRequest,
  Request,
  recordAt,
  recordCount,
  TRANSFERRING,
  takeRequest,
  UNPLACED,
  WAITING,
} from './request'
import { RequestHeap } from './request-heap'
import {
  kvCapacityTokens,
  retriesKilled,
  TTFT_ENDS_DECODE,
  TTFT_ENDS_PREFILL,
  ttftEnds,
  watermarkTokens,
} from './settings'
import { countArrival, countFailed, countKill, countRejected, countTokens } from './tally'
import { nowMs, setNow, waitUntil } from './time'

// The event loop. At each time first arrivals, then what replicas come to, in order of replica; then,
// when nothing more happens at that time, decode replicas and prefill replicas look for work.

const ABOVE_ALL_IDS: i32 = i32.MAX_VALUE

export function begin(prefillReplicas: i32, decodeReplicas: i32): void {
  openArrivals()
  setNow(Math.min(0, nextArrivalMs))
  beginFleet(prefillReplicas, decodeReplicas)
}

/** Plays everything before a time. */
export function run(beforeMs: f64): void {
  for (;;) {
    const eventMs = events.topMs
    const isArrival = nextArrivalMs <= eventMs
    const nextMs = isArrival ? nextArrivalMs : eventMs
    if (nextMs > nowMs && awakenedCount > 0) {
      startAwakened()
      continue
    }
    if (nextMs >= beforeMs) break
    if (nextMs > nowMs) setTurn(-1)
    setNow(nextMs)
    if (isArrival) arrive()
    else event()
  }
  for (let i = 0; i < decode.ready.length; i++) waitUntil(decode.ready.at(i).catchUp(beforeMs))
  setTurn(-1)
  flushOutcomes()
}

function arrive(): void {
  const request = takeRequest()
  request.rank = rank
  takeArrival()
  request.index = takenIndex
  request.arrivalMs = nowMs
  request.isl = takenIsl
  request.osl = takenOsl
  request.prompt = takenIsl
  countArrival(takenIsl, takenOsl)
  // A longer request could not run even alone.
  if (takenIsl + takenOsl <= kvCapacityTokens - watermarkTokens) {
    placePrefill(request)
    return
  }
  countRejected()
  sendOutcome(request, REJECTED, nowMs)
  giveRequest(request)
}

function event(): void {
  const replica = events.takeTop()
  setTurn(max(turn, replica.id))
  if (replica.state === STARTING) finishStarting(replica)
  else if (replica.killMs <= nowMs) kill(replica)
  else {
    replica.nextMs = Infinity
    if (replica.role === PREFILL) endPass(changetype<PrefillWorker>(replica))
    else changetype<DecodeWorker>(replica).event()
    // One that looks for work afterwards knows its next event only then.
    if (!replica.isAwakened) reschedule(replica)
    retireIfEmpty(replica)
  }
}

function endPass(worker: PrefillWorker): void {
  worker.endPass()
  for (let request = worker.takePrefilled(); request !== null; request = worker.takePrefilled()) {
    prefilled(request)
  }
}

/** The prompt is computed. */
function prefilled(request: Request): void {
  const osl = request.osl
  if (osl > 0 && ttftEnds !== TTFT_ENDS_DECODE) {
    request.emitted++
    countTokens(1)
    request.tokenTravels = true
  }
  const isOver = request.emitted >= osl
  if (isOver || ttftEnds === TTFT_ENDS_PREFILL) {
    request.tokenTravels = false
    deliver(request, nowMs)
  }
  if (!isOver) {
    placeDecode(request)
    return
  }
  if (isNaN(request.joinMs)) request.joinMs = nowMs
  release(request)
  complete(request, nowMs)
}

/** Lets one awakened replica look for work. */
function startAwakened(): void {
  setTurn(ABOVE_ALL_IDS)
  const replica = takeAwakened()
  if (replica.state === GONE) return
  startWork(replica)
  reschedule(replica)
  retireIfEmpty(replica)
}

/**
 * Takes everything off a replica that is taken away: what it has in hand and, at prefill, the requests
 * whose KV cache it still holds; those go on, or fail, in order of arrival.
 */
function kill(replica: Replica): void {
  const taken = new RequestHeap()
  abandonAll(replica, taken)
  if (replica.role === PREFILL) takeHeld(replica, taken)
  retire(replica)
  while (taken.size > 0) killed(taken.pop())
  taken.dispose()
}

function takeHeld(replica: Replica, out: RequestHeap): void {
  for (let i = 0; i < recordCount(); i++) {
    const request = recordAt(i)
    if (request.prefillReplica !== replica) continue
    if (request.stage === UNPLACED) decode.unplaced.remove(request)
    else if (request.stage === WAITING || request.stage === TRANSFERRING) {
      changetype<DecodeWorker>(request.decodeReplica!).abandonOne(request)
    } else continue
    out.push(request, request.rank)
  }
}

function killed(request: Request): void {
  request.kills++
  countKill()
  // Where a replica of the other role holds its KV cache, that is of no use any more.
  const holder = request.prefillReplica
  if (holder !== null && holder.state !== GONE) release(request)
  if (request.tokenTravels) {
    request.tokenTravels = false
    request.emitted--
    countTokens(-1)
  }
  if (!retriesKilled) {
    countFailed()
    sendOutcome(request, KILLED, nowMs)
    giveRequest(request)
    return
  }
  if (!request.hasFirstToken) request.joinMs = NaN
  request.prompt = request.context
  request.prefillReplica = null
  placePrefill(request)
}
