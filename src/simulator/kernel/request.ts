import { Items } from './items'
import { Replica } from './replica'

// What an unfinished request is doing.
/** No replica of the next role is ready. */
export const UNPLACED: i32 = 0
/** In a prefill replica's queue. */
export const QUEUED: i32 = 1
/** In a prefill pass, or between two passes over parts of its prompt. */
export const PREFILLING: i32 = 2
/** At a decode replica, until its KV cache fits. */
export const WAITING: i32 = 3
/** Its KV cache is on the way; its place is reserved. */
export const TRANSFERRING: i32 = 4
/** Joins at the next step boundary. */
export const JOINING: i32 = 5
export const RUNNING: i32 = 6
/** Lost its KV cache to older requests; waits to be recomputed. */
export const PREEMPTED: i32 = 7
/** The record belongs to no request. */
export const FREE: i32 = 8

/** An unfinished request. Records are used again, so that memory follows the requests in flight. */
@unmanaged
export class Request {
  /** Index in the trace. */
  index: u32
  /** Position in order of arrival. */
  rank: f64
  stage: i32
  arrivalMs: f64
  isl: f64
  osl: f64
  /** Tokens to prefill: isl, and after a retry the tokens the client already has. */
  prompt: f64
  /** Of these, how many are in the KV cache. */
  prefilled: f64
  /** Output tokens so far; for a running request, as of its joining. */
  emitted: f64
  /** Tokens this request counts with in its decode replica's load. */
  decodeLoad: f64
  /** Holds its KV cache, or has it in the queue. */
  prefillReplica: Replica | null
  decodeReplica: Replica | null
  passStartMs: f64
  passEndMs: f64
  /** 0 until a transfer begins. */
  transferMs: f64
  joinMs: f64
  firstTokenMs: f64
  lastTokenMs: f64
  /** The decode replica's step count when it joined. */
  joinIteration: f64
  /** Its latest token comes with the KV cache and is not at the client yet. */
  tokenTravels: bool
  preemptions: i32
  kills: i32
  /** Neighbours in the one list it is in. */
  next: Request | null
  prev: Request | null

  /** Tokens it has in the KV cache: prompt and what it has emitted. */
  get context(): f64 {
    return this.isl + this.emitted
  }

  get hasFirstToken(): bool {
    return !isNaN(this.firstTokenMs)
  }
}

/** Records that come from the heap together. */
const SLAB: i32 = 64

/** Records hang together by `next` while they are free. */
let free: Request | null = null
/** Each holds SLAB records. */
const slabs: Items<usize> = new Items<usize>()

/** A record for a new request, of the stage UNPLACED. */
export function takeRequest(): Request {
  if (free === null) addSlab()
  const request = free!
  free = request.next
  request.stage = UNPLACED
  request.prefilled = 0
  request.emitted = 0
  request.decodeLoad = 0
  request.prefillReplica = null
  request.decodeReplica = null
  request.passStartMs = NaN
  request.passEndMs = NaN
  request.transferMs = 0
  request.joinMs = NaN
  request.firstTokenMs = NaN
  request.lastTokenMs = NaN
  request.tokenTravels = false
  request.preemptions = 0
  request.kills = 0
  return request
}

export function giveRequest(request: Request): void {
  request.stage = FREE
  request.next = free
  free = request
}

/** Every record; those of the stage FREE are no request. */
export function recordCount(): i32 {
  return slabs.length * SLAB
}

export function recordAt(i: i32): Request {
  return changetype<Request>(slabs.at(i / SLAB) + (i % SLAB) * offsetof<Request>())
}

function addSlab(): void {
  slabs.push(heap.alloc(SLAB * offsetof<Request>()))
  for (let i = recordCount() - 1; i >= recordCount() - SLAB; i--) giveRequest(recordAt(i))
}
