import { DecodeClock } from './decode-clock'
import { release } from './prefill-worker'
import { JOINING, PREEMPTED, Request, TRANSFERRING, WAITING } from './request'
import { RequestHeap } from './request-heap'
import { RequestList } from './request-list'
import { kvCapacityTokens, maxNumSeqs, transferMsPerToken, watermarkTokens } from './settings'
import { nowMs } from './time'
import { ttftOf } from './ttft-table'

/**
 * The way into a decode batch: wait until the KV cache has room, reserve it, receive the prompt's KV
 * cache from prefill, join at the next step boundary. First come first served, but preempted requests
 * come before new ones.
 */
@unmanaged
export class DecodeAdmission {
  /** KV tokens promised to requests that do not run yet; each with room for its next token. */
  reservedTokens: f64 = 0
  private reservedRequests: i32 = 0
  /** Requests whose KV cache is still at prefill. */
  private awaitedRequests: i32 = 0
  private waiting: RequestList = new RequestList()
  private joining: RequestList = new RequestList()
  /** By the end of their transfer, ms. */
  private transfers: RequestHeap = new RequestHeap()
  private clock: DecodeClock

  constructor(clock: DecodeClock) {
    this.clock = clock
  }

  get count(): i32 {
    return this.waiting.length + this.reservedRequests
  }

  /** Whether some request's KV cache is held at prefill until it is taken in here. */
  get isAwaited(): bool {
    return this.awaitedRequests > 0
  }

  get hasWaiting(): bool {
    return this.waiting.length > 0
  }

  get hasJoining(): bool {
    return this.joining.length > 0
  }

  /** End of the next transfer, ms. */
  get nextMs(): f64 {
    return this.transfers.topKey
  }

  enqueue(request: Request): void {
    request.stage = WAITING
    this.awaitedRequests++
    this.waiting.push(request)
  }

  /** A preempted request waits before all others. */
  requeue(request: Request): void {
    request.stage = PREEMPTED
    this.waiting.unshift(request)
  }

  /** Takes in the transfers that are over; those that end together in order of arrival. */
  land(): void {
    const transfers = this.transfers
    const landed = new RequestHeap()
    while (transfers.topKey <= nowMs) {
      const request = transfers.pop()
      landed.push(request, request.rank)
    }
    while (landed.size > 0) this.receive(landed.pop())
    landed.dispose()
  }

  /**
   * Admits while the next one fits beside what the running requests will hold at the end of the step
   * in progress, `stepEnd` steps from the clock. A preempted request is computed anew at a boundary, and all wait for that.
   */
  admit(stepEnd: f64, isBoundary: bool): void {
    const clock = this.clock
    const waiting = this.waiting
    const room = kvCapacityTokens - watermarkTokens - clock.kvTokens - clock.batch * stepEnd
    for (let request = waiting.head; request !== null; request = waiting.head) {
      const isPreempted = request.stage === PREEMPTED
      if (isPreempted && !isBoundary) return
      if (clock.batch + <f64>this.reservedRequests >= maxNumSeqs) return
      const needed = request.context + 1
      if (this.reservedTokens + needed > room) return
      waiting.remove(request)
      this.reservedRequests++
      this.reservedTokens += needed
      if (isPreempted) {
        clock.delayMs += ttftOf(needed - 1)
        this.ready(request)
      } else this.transfer(request)
    }
  }

  /**
   * Whether a preempted request waits first and fits at the boundary `stepEnd` steps from the clock: room that is
   * given back in the midst of a step. At a later boundary it fits no better.
   */
  readmitsAfter(stepEnd: f64): bool {
    const clock = this.clock
    const request = this.waiting.head
    if (request === null || request.stage !== PREEMPTED) return false
    if (clock.batch + <f64>this.reservedRequests >= maxNumSeqs) return false
    const room = kvCapacityTokens - watermarkTokens - clock.kvTokens - clock.batch * (stepEnd + 1)
    return this.reservedTokens + request.context + 1 <= room
  }

  /** Hands over the next request that joins now; null when there is none. */
  takeJoining(): Request | null {
    const request = this.joining.shift()
    if (request !== null) this.unreserve(request)
    return request
  }

  /** Takes out everybody who is on the way in, into `out` by arrival. */
  abandon(out: RequestHeap): void {
    this.waiting.moveTo(out)
    this.joining.moveTo(out)
    while (this.transfers.size > 0) {
      const request = this.transfers.pop()
      out.push(request, request.rank)
    }
    this.awaitedRequests = 0
  }

  /** Takes out one that waits or is being transferred. */
  remove(request: Request): void {
    this.awaitedRequests--
    if (request.stage === WAITING) {
      this.waiting.remove(request)
      return
    }
    this.transfers.remove(request)
    this.unreserve(request)
  }

  /** Gives its memory back; it is not used any more. */
  dispose(): void {
    this.transfers.dispose()
  }

  private transfer(request: Request): void {
    const ms = transferMsPerToken * request.prompt
    if (ms === 0) {
      this.receive(request)
      return
    }
    request.stage = TRANSFERRING
    if (isNaN(request.joinMs)) request.transferMs = ms
    this.transfers.push(request, nowMs + ms)
  }

  private receive(request: Request): void {
    this.awaitedRequests--
    this.ready(request)
    release(request)
  }

  private ready(request: Request): void {
    request.stage = JOINING
    this.joining.push(request)
  }

  private unreserve(request: Request): void {
    this.reservedRequests--
    this.reservedTokens -= request.context + 1
  }
}
