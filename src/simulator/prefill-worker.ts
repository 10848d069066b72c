import type { PrefixCache } from './prefix-cache.js'
import { Replica } from './replica.js'
import { STAGE } from './request-pool.js'
import { SlotList } from './slot-list.js'
import type { Work } from './work.js'

/**
 * A prefill replica: passes over the prompts that wait, first come first served, up to a budget of
 * new tokens; a longer prompt goes on in the next pass. It takes its next pass with what is
 * there when the former one ends.
 */
export class PrefillWorker extends Replica {
  /** KV tokens of prompts begun and not yet handed over. */
  heldTokens = 0
  private heldRequests = 0
  /** Waiting and in work; the requests of the running pass stand first. */
  private readonly queue: SlotList
  /** In the queue with a part of the prompt computed, or in the running pass. */
  private begunRequests = 0
  private passRequests = 0
  /** Tokens the pass takes off the load: computed in it or found in the cache. */
  private passProgress = 0

  constructor(
    id: number,
    private readonly work: Work,
    /** Null without a prefix cache; one for all with a shared one. */
    readonly cache: PrefixCache | null,
  ) {
    super(id, 'prefill')
    this.queue = new SlotList(work.pool)
  }

  override get isEmpty(): boolean {
    return this.queue.length === 0 && this.heldRequests === 0
  }

  override get waitingRequests(): number {
    return this.queue.length - this.begunRequests
  }

  override get runningRequests(): number {
    return this.begunRequests
  }

  enqueue(slot: number): void {
    const { pool } = this.work
    pool.stage[slot] = STAGE.queued
    pool.prefillReplica[slot] = this.id
    pool.prefilled[slot] = 0
    this.queue.push(slot)
    this.load += pool.prompt[slot]!
    if (this.passRequests === 0) this.work.awaken(this)
  }

  /** Begins a pass when it is idle and something can be begun. */
  override start(): void {
    if (this.passRequests > 0 || this.queue.length === 0) return
    const { engine, settings, pool, nowMs } = this.work
    const { prefill } = engine
    let room = settings.prefillTokenBudget
    let costMs = 0
    let begins = false
    let slot = this.queue.head
    while (slot >= 0 && room > 0 && this.passRequests < settings.prefillMaxRequests) {
      if (pool.stage[slot] === STAGE.queued) {
        if (!this.begin(slot)) break
        begins = true
      }
      const from = pool.prefilled[slot]!
      const tokens = Math.min(pool.prompt[slot]! - from, room)
      const before = from === 0 ? prefill.constantMs : prefill.ttftMs(from)
      if (settings.contextTerm) costMs += prefill.ttftMs(from + tokens) - before
      pool.prefilled[slot] = from + tokens
      room -= tokens
      this.passProgress += tokens
      this.passRequests++
      slot = pool.next[slot]!
    }
    if (this.passRequests === 0) return
    if (!settings.contextTerm) costMs = prefill.ttftMs(settings.prefillTokenBudget - room)
    else if (begins) costMs += prefill.constantMs
    // A measured curve may dip where the data are faulty; a pass takes no less than no time.
    this.nextMs = nowMs + Math.max(0, costMs)
  }

  /** The pass is over: complete prompts go on to decode. */
  override event(): void {
    const { pool, nowMs } = this.work
    this.load -= this.passProgress
    this.passProgress = 0
    for (; this.passRequests > 0; this.passRequests--) {
      const slot = this.queue.head
      if (pool.prefilled[slot]! < pool.prompt[slot]!) continue
      this.queue.shift()
      this.begunRequests--
      if (Number.isNaN(pool.firstTokenMs[slot])) pool.passEndMs[slot] = nowMs
      this.cache?.insert(pool.request[slot]!)
      this.work.prefilled(slot)
    }
    if (this.queue.length > 0) this.work.awaken(this)
  }

  /** Frees the KV cache of a prompt that has been handed over or is over. */
  release(slot: number): void {
    this.heldTokens -= this.work.pool.prompt[slot]!
    this.heldRequests--
    if (this.passRequests === 0 && this.queue.length > 0) this.work.awaken(this)
  }

  /** Gives up everything in the queue or in work, begun or not. */
  override abandon(): readonly number[] {
    const slots: number[] = []
    for (let slot = this.queue.shift(); slot >= 0; slot = this.queue.shift()) {
      slots.push(slot)
    }
    this.begunRequests = 0
    this.passRequests = 0
    this.passProgress = 0
    this.nextMs = Number.POSITIVE_INFINITY
    return slots
  }

  /** Reserves the KV cache for a prompt and finds its cached part; false when there is no room now. */
  private begin(slot: number): boolean {
    const { pool, engine, nowMs } = this.work
    const prompt = pool.prompt[slot]!
    if (this.heldTokens + prompt > engine.kvCapacityTokens) return false
    this.heldTokens += prompt
    this.heldRequests++
    this.begunRequests++
    pool.stage[slot] = STAGE.prefilling
    if (Number.isNaN(pool.firstTokenMs[slot])) pool.passStartMs[slot] = nowMs
    const cached = this.cachedTokens(slot)
    pool.prefilled[slot] = cached
    this.passProgress += cached
    return true
  }

  /** Tokens of a prompt that need not be computed; the last one always is. */
  private cachedTokens(slot: number): number {
    const { pool, blocks, settings, engine } = this.work
    if (this.cache === null || blocks === null) return 0
    const cached = this.cache.match(pool.request[slot]!) * blocks.blockSize
    if (settings.prefixCache === 'per-worker') {
      const left = engine.kvCapacityTokens - this.heldTokens
      this.cache.shrinkTo(Math.floor(left / blocks.blockSize))
    }
    return Math.max(0, Math.min(cached, pool.prompt[slot]! - 1))
  }
}
