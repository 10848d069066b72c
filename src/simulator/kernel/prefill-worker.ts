import { awaken } from './awakened'
import { cacheBlocks, cachedTokens } from './host'
import { DRAINING, PREFILL, Replica } from './replica'
import { PREFILLING, QUEUED, Request } from './request'
import { RequestHeap } from './request-heap'
import { RequestList } from './request-list'
import {
  hasPrefixCache,
  isContextTerm,
  kvCapacityTokens,
  prefillConstantMs,
  prefillMaxRequests,
  prefillTokenBudget,
} from './settings'
import { nowMs } from './time'
import { ttftOf } from './ttft-table'

/**
 * A prefill replica: passes over the prompts that wait, first come first served, up to a budget of
 * new tokens; a longer prompt goes on in the next pass. It takes its next pass with what is
 * there when the former one ends.
 */
@unmanaged
export class PrefillWorker extends Replica {
  /** KV tokens of prompts begun and not yet handed over. */
  private heldTokens: f64 = 0
  private heldRequests: i32 = 0
  /** Waiting and in work; the requests of the running pass stand first. */
  private queue: RequestList = new RequestList()
  /** In the queue with a part of the prompt computed, or in the running pass. */
  private begunRequests: i32 = 0
  private passRequests: i32 = 0
  /** Of these, the one given last, until the next is asked for: its KV cache may not let a new pass begin. */
  private handedOver: i32 = 0
  /** Tokens the pass takes off the load: computed in it or found in the cache. */
  private passProgress: f64 = 0

  constructor(id: i32) {
    super()
    this.id = id
    this.role = PREFILL
  }

  get isEmpty(): bool {
    return this.queue.length === 0 && this.heldRequests === 0
  }

  get waitingRequests(): i32 {
    return this.queue.length - this.begunRequests
  }

  get runningRequests(): i32 {
    return this.begunRequests
  }

  get eventMs(): f64 {
    return Math.min(this.nextMs, this.killMs)
  }

  enqueue(request: Request): void {
    request.stage = QUEUED
    request.prefillReplica = this
    request.prefilled = 0
    this.queue.push(request)
    this.load += request.prompt
    if (this.passRequests === 0) awaken(this)
  }

  /** Begins a pass when it is idle and something can be begun. */
  start(): void {
    if (this.passRequests > 0 || this.queue.length === 0) return
    let room = prefillTokenBudget
    let costMs: f64 = 0
    let begins = false
    let request = this.queue.head
    while (request !== null && room > 0 && <f64>this.passRequests < prefillMaxRequests) {
      if (request.stage === QUEUED) {
        if (!this.begin(request)) break
        begins = true
      }
      const from = request.prefilled
      const tokens = Math.min(request.prompt - from, room)
      if (isContextTerm) {
        costMs += ttftOf(from + tokens) - (from === 0 ? prefillConstantMs : ttftOf(from))
      }
      request.prefilled = from + tokens
      room -= tokens
      this.passProgress += tokens
      this.passRequests++
      request = request.next
    }
    if (this.passRequests === 0) return
    if (!isContextTerm) costMs = ttftOf(prefillTokenBudget - room)
    else if (begins) costMs += prefillConstantMs
    // A measured curve may dip where the data are faulty; a pass takes no less than no time.
    this.nextMs = nowMs + Math.max(0, costMs)
  }

  /** The pass is over: `takePrefilled` gives the prompts that it completed. */
  endPass(): void {
    this.load -= this.passProgress
    this.passProgress = 0
  }

  /** The next prompt that the pass has completed; null after the last, and it looks for work. */
  takePrefilled(): Request | null {
    this.passRequests -= this.handedOver
    this.handedOver = 0
    while (this.passRequests > 0) {
      const request = this.queue.head!
      // Only the last one of a pass may go on in the next.
      if (request.prefilled < request.prompt) {
        this.passRequests--
        continue
      }
      this.queue.remove(request)
      this.begunRequests--
      if (!request.hasFirstToken) request.passEndMs = nowMs
      if (hasPrefixCache) cacheBlocks(this.id, request.index)
      this.handedOver = 1
      return request
    }
    if (this.queue.length > 0) awaken(this)
    return null
  }

  /** Frees the KV cache of a prompt that has been handed over or is over. */
  release(request: Request): void {
    this.heldTokens -= request.prompt
    this.heldRequests--
    if (this.passRequests === 0 && this.queue.length > 0) awaken(this)
    // One that looks for work is retired when there is none.
    if (this.state === DRAINING && this.isEmpty) awaken(this)
  }

  /** Gives up everything in the queue or in work, begun or not, into `out` by arrival. */
  abandon(out: RequestHeap): void {
    this.queue.moveTo(out)
    this.begunRequests = 0
    this.passRequests = 0
    this.passProgress = 0
    this.nextMs = Infinity
  }

  /** Reserves the KV cache for a prompt and finds its cached part; false when there is no room now. */
  private begin(request: Request): bool {
    const prompt = request.prompt
    if (this.heldTokens + prompt > kvCapacityTokens) return false
    this.heldTokens += prompt
    this.heldRequests++
    this.begunRequests++
    request.stage = PREFILLING
    if (!request.hasFirstToken) request.passStartMs = nowMs
    const cached = hasPrefixCache ? this.cachedPart(request) : 0
    request.prefilled = cached
    this.passProgress += cached
    return true
  }

  /** Tokens of a prompt that need not be computed; the last one always is. */
  private cachedPart(request: Request): f64 {
    const cached = cachedTokens(this.id, request.index, kvCapacityTokens - this.heldTokens)
    return Math.max(0, Math.min(cached, request.prompt - 1))
  }
}

/** The KV cache of a prompt is not needed at prefill any more. */
export function release(request: Request): void {
  changetype<PrefillWorker>(request.prefillReplica!).release(request)
  request.prefillReplica = null
}
