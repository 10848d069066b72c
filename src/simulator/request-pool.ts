/** What an unfinished request is doing. */
export const STAGE = {
  /** No replica of the next role is ready. */
  unplaced: 0,
  /** In a prefill replica's queue. */
  queued: 1,
  /** In a prefill pass, or between two passes over parts of its prompt. */
  prefilling: 2,
  /** At a decode replica, until its KV cache fits. */
  waiting: 3,
  /** Its KV cache is on the way; its place is reserved. */
  transferring: 4,
  /** Joins at the next step boundary. */
  joining: 5,
  running: 6,
  /** Lost its KV cache to older requests; waits to be recomputed. */
  preempted: 7,
} as const

const FIRST_CAPACITY = 4

/** No time yet. */
export const NEVER = Number.NaN

/**
 * The unfinished requests as columns: entry s of every column is the request in slot s. Slots are
 * used again, so that memory follows the requests in flight, not those of the whole trace.
 */
export class RequestPool {
  size = 0
  /** Slots ever used are 0 .. top − 1. */
  top = 0
  /** Index in the trace. */
  request = new Uint32Array(FIRST_CAPACITY)
  /** Position in order of arrival. */
  rank = new Uint32Array(FIRST_CAPACITY)
  stage = new Uint8Array(FIRST_CAPACITY)
  arrivalMs = new Float64Array(FIRST_CAPACITY)
  isl = new Uint32Array(FIRST_CAPACITY)
  osl = new Uint32Array(FIRST_CAPACITY)
  /** Tokens to prefill: isl, and after a retry the tokens the client already has. */
  prompt = new Uint32Array(FIRST_CAPACITY)
  /** Of these, how many are in the KV cache. */
  prefilled = new Uint32Array(FIRST_CAPACITY)
  /** Output tokens so far; for a running request, as of its joining. */
  emitted = new Uint32Array(FIRST_CAPACITY)
  /** Tokens this request counts with in its decode replica's load. */
  decodeLoad = new Uint32Array(FIRST_CAPACITY)
  prefillReplica = new Int32Array(FIRST_CAPACITY)
  decodeReplica = new Int32Array(FIRST_CAPACITY)
  passStartMs = new Float64Array(FIRST_CAPACITY)
  passEndMs = new Float64Array(FIRST_CAPACITY)
  /** 0 until a transfer begins. */
  transferMs = new Float64Array(FIRST_CAPACITY)
  joinMs = new Float64Array(FIRST_CAPACITY)
  firstTokenMs = new Float64Array(FIRST_CAPACITY)
  lastTokenMs = new Float64Array(FIRST_CAPACITY)
  /** The decode replica's step count when it joined. */
  joinIteration = new Float64Array(FIRST_CAPACITY)
  /** 1: its latest token comes with the KV cache and is not at the client yet. */
  tokenTravels = new Uint8Array(FIRST_CAPACITY)
  preemptions = new Uint16Array(FIRST_CAPACITY)
  kills = new Uint16Array(FIRST_CAPACITY)
  /** Neighbours in the one list a slot is in; free slots hang together by `next`. */
  next = new Int32Array(FIRST_CAPACITY)
  prev = new Int32Array(FIRST_CAPACITY)
  private free = -1

  take(): number {
    this.size++
    let slot = this.free
    if (slot >= 0) this.free = this.next[slot]!
    else {
      slot = this.top++
      if (slot === this.stage.length) this.grow()
    }
    this.prefillReplica[slot] = -1
    this.decodeReplica[slot] = -1
    this.passStartMs[slot] = NEVER
    this.passEndMs[slot] = NEVER
    this.transferMs[slot] = 0
    this.joinMs[slot] = NEVER
    this.firstTokenMs[slot] = NEVER
    this.lastTokenMs[slot] = NEVER
    this.prefilled[slot] = 0
    this.emitted[slot] = 0
    this.tokenTravels[slot] = 0
    this.preemptions[slot] = 0
    this.kills[slot] = 0
    return slot
  }

  give(slot: number): void {
    this.size--
    this.stage[slot] = STAGE.unplaced
    // Marks the slot as free for whoever walks over all slots.
    this.prefillReplica[slot] = -1
    this.decodeReplica[slot] = -1
    this.next[slot] = this.free
    this.free = slot
  }

  /** Tokens a request has in the KV cache: prompt and what it has emitted. */
  contextOf(slot: number): number {
    return this.isl[slot]! + this.emitted[slot]!
  }

  private grow(): void {
    this.request = doubled(this.request)
    this.rank = doubled(this.rank)
    this.stage = doubled(this.stage)
    this.arrivalMs = doubled(this.arrivalMs)
    this.isl = doubled(this.isl)
    this.osl = doubled(this.osl)
    this.prompt = doubled(this.prompt)
    this.prefilled = doubled(this.prefilled)
    this.emitted = doubled(this.emitted)
    this.decodeLoad = doubled(this.decodeLoad)
    this.prefillReplica = doubled(this.prefillReplica)
    this.decodeReplica = doubled(this.decodeReplica)
    this.passStartMs = doubled(this.passStartMs)
    this.passEndMs = doubled(this.passEndMs)
    this.transferMs = doubled(this.transferMs)
    this.joinMs = doubled(this.joinMs)
    this.firstTokenMs = doubled(this.firstTokenMs)
    this.lastTokenMs = doubled(this.lastTokenMs)
    this.joinIteration = doubled(this.joinIteration)
    this.tokenTravels = doubled(this.tokenTravels)
    this.preemptions = doubled(this.preemptions)
    this.kills = doubled(this.kills)
    this.next = doubled(this.next)
    this.prev = doubled(this.prev)
  }
}

type Column = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array

/** The same column with room for twice as many. */
export function doubled<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(column.length * 2)
  larger.set(column)
  return larger
}
