import type { DecodeClock } from './decode-clock.js'
import { STAGE } from './request-pool.js'
import { SlotHeap } from './slot-heap.js'
import { SlotList } from './slot-list.js'
import type { Work } from './work.js'

/**
 * The way into a decode batch: wait until the KV cache has room, reserve it, receive the prompt's KV
 * cache from prefill, join at the next step boundary. First come first served, but preempted requests
 * come before new ones.
 */
export class DecodeAdmission {
  /** KV tokens promised to requests that do not run yet; each with room for its next token. */
  reservedTokens = 0
  private reservedRequests = 0
  /** Requests whose KV cache is still at prefill. */
  private awaitedRequests = 0
  private readonly waiting: SlotList
  private readonly joining: SlotList
  /** By the end of their transfer, ms. */
  private readonly transfers = new SlotHeap()
  private readonly watermarkTokens: number
  private readonly transferMsPerToken: number

  constructor(
    private readonly work: Work,
    private readonly clock: DecodeClock,
  ) {
    this.waiting = new SlotList(work.pool)
    this.joining = new SlotList(work.pool)
    this.watermarkTokens = watermarkTokens(work)
    this.transferMsPerToken = transferMsPerToken(work)
  }

  get count(): number {
    return this.waiting.length + this.reservedRequests
  }

  get isEmpty(): boolean {
    return this.count === 0
  }

  /** Whether some request's KV cache is held at prefill until it is taken in here. */
  get isAwaited(): boolean {
    return this.awaitedRequests > 0
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0
  }

  get hasJoining(): boolean {
    return this.joining.length > 0
  }

  /** End of the next transfer, ms. */
  get nextMs(): number {
    return this.transfers.topKey
  }

  enqueue(slot: number): void {
    this.work.pool.stage[slot] = STAGE.waiting
    this.awaitedRequests++
    this.waiting.push(slot)
  }

  /** A preempted request waits before all others. */
  requeue(slot: number): void {
    this.work.pool.stage[slot] = STAGE.preempted
    this.waiting.unshift(slot)
  }

  /** Takes in the transfers that are over; those that end together in order of arrival. */
  land(): void {
    const { transfers, work } = this
    const landed: number[] = []
    while (transfers.topKey <= work.nowMs) landed.push(transfers.pop())
    landed.sort((a, b) => work.pool.rank[a]! - work.pool.rank[b]!)
    for (const slot of landed) this.receive(slot)
  }

  /**
   * Admits while the next one fits beside what the running requests will hold at the end of the step
   * in progress, `stepEnd` steps from the clock. A preempted request is computed anew at a boundary, and all wait for that.
   */
  admit(stepEnd: number, isBoundary: boolean): void {
    const { clock, waiting, work } = this
    const { pool, engine } = work
    const room =
      engine.kvCapacityTokens - this.watermarkTokens - clock.kvTokens - clock.batch * stepEnd
    for (let slot = waiting.head; slot >= 0; slot = waiting.head) {
      const isPreempted = pool.stage[slot] === STAGE.preempted
      if (isPreempted && !isBoundary) return
      if (clock.batch + this.reservedRequests >= engine.maxNumSeqs) return
      const needed = pool.contextOf(slot) + 1
      if (this.reservedTokens + needed > room) return
      waiting.remove(slot)
      this.reservedRequests++
      this.reservedTokens += needed
      if (isPreempted) {
        clock.delayMs += engine.prefill.ttftMs(needed - 1)
        this.ready(slot)
      } else this.transfer(slot)
    }
  }

  /** Hands over the next request that joins now; −1 when there is none. */
  takeJoining(): number {
    const slot = this.joining.shift()
    if (slot >= 0) this.unreserve(slot)
    return slot
  }

  /** Takes out everybody who is on the way in. */
  abandon(): readonly number[] {
    const slots: number[] = []
    for (let slot = this.waiting.shift(); slot >= 0; slot = this.waiting.shift()) slots.push(slot)
    for (let slot = this.joining.shift(); slot >= 0; slot = this.joining.shift()) slots.push(slot)
    while (this.transfers.size > 0) slots.push(this.transfers.pop())
    this.awaitedRequests = 0
    return slots
  }

  /** Takes out one that waits or is being transferred. */
  remove(slot: number): void {
    this.awaitedRequests--
    if (this.work.pool.stage[slot] === STAGE.waiting) {
      this.waiting.remove(slot)
      return
    }
    this.transfers.remove(slot)
    this.unreserve(slot)
  }

  private transfer(slot: number): void {
    const { pool, nowMs } = this.work
    const ms = this.transferMsPerToken * pool.prompt[slot]!
    if (ms === 0) {
      this.receive(slot)
      return
    }
    pool.stage[slot] = STAGE.transferring
    if (Number.isNaN(pool.joinMs[slot])) pool.transferMs[slot] = ms
    this.transfers.push(slot, nowMs + ms)
  }

  private receive(slot: number): void {
    this.awaitedRequests--
    this.ready(slot)
    this.work.received(slot)
  }

  private ready(slot: number): void {
    this.work.pool.stage[slot] = STAGE.joining
    this.joining.push(slot)
  }

  private unreserve(slot: number): void {
    this.reservedRequests--
    this.reservedTokens -= this.work.pool.contextOf(slot) + 1
  }
}

/** KV tokens that admission leaves free. */
export function watermarkTokens({ engine, settings }: Pick<Work, 'engine' | 'settings'>): number {
  const { kvCapacityTokens } = engine
  return Number.isFinite(kvCapacityTokens)
    ? Math.ceil(settings.kvWatermarkShare * kvCapacityTokens)
    : 0
}

/**
 * Milliseconds on the wire for each token of a prompt. Worked number: 131,072 bytes a token at 400
 * gigabits/s are 0.00262 ms, so 8,000 tokens take 21 ms.
 */
function transferMsPerToken({ settings }: Work): number {
  if (settings.kvTransfer === null) return 0
  const { bytesPerToken, gigabitsPerSecond } = settings.kvTransfer
  return (bytesPerToken * 8) / (gigabitsPerSecond * 1e6)
}
