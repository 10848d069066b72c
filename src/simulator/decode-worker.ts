import { DecodeAdmission } from './decode-admission.js'
import { DecodeClock } from './decode-clock.js'
import { Replica } from './replica.js'
import { STAGE } from './request-pool.js'
import { SlotHeap } from './slot-heap.js'
import { SlotList } from './slot-list.js'
import type { Work } from './work.js'

/**
 * A decode replica with continuous batching: a step gives each running request one token. Only the
 * boundaries at which somebody leaves, joins or runs out of room are played; the clock knows the time
 * of the steps between. A request that joins at step i with r tokens to come leaves after step i + r.
 * While nobody waits for what happens here, it is played only when somebody looks: `catchUp`.
 */
export class DecodeWorker extends Replica {
  private readonly clock: DecodeClock
  private readonly admission: DecodeAdmission
  /** In order of joining. */
  private readonly running: SlotList
  /** Running requests by the step after which they leave. */
  private readonly finishes = new SlotHeap()
  /** Joined at the boundary the clock stands at without a token; the next step brings one. */
  private readonly fresh: number[] = []
  /** The next boundary that is played. */
  private boundaryMs = Number.POSITIVE_INFINITY
  /** −0 as in tally.ts. */
  private boundaryIteration = -0

  constructor(
    id: number,
    private readonly work: Work,
  ) {
    super(id, 'decode')
    this.clock = new DecodeClock(work.engine.decode)
    this.admission = new DecodeAdmission(work, this.clock)
    this.running = new SlotList(work.pool)
  }

  override get isEmpty(): boolean {
    return this.clock.batch === 0 && this.admission.isEmpty
  }

  override get waitingRequests(): number {
    return this.admission.count
  }

  override get runningRequests(): number {
    return this.clock.batch
  }

  /** KV tokens in use or reserved, as of the last boundary the clock stood at. */
  get kvTokens(): number {
    return this.clock.kvTokens + this.admission.reservedTokens
  }

  enqueue(slot: number): void {
    const { pool } = this.work
    const context = pool.contextOf(slot)
    pool.decodeReplica[slot] = this.id
    pool.decodeLoad[slot] = context
    this.load += context
    this.admission.enqueue(slot)
    this.work.awaken(this)
  }

  /** A ready replica matters to others only while the KV cache of a request for it is held at prefill. */
  override get eventMs(): number {
    if (this.state === 'ready' && !this.admission.isAwaited) return Number.POSITIVE_INFINITY
    return Math.min(this.nextMs, this.killMs)
  }

  override event(): void {
    const { nowMs } = this.work
    if (this.admission.nextMs <= nowMs) this.admission.land()
    if (this.boundaryMs === nowMs) this.reachBoundary()
    this.nextMs = Number.POSITIVE_INFINITY
    this.work.awaken(this)
  }

  /** Plays what it comes to by itself before a time: the time of the last of it, −Infinity when none. */
  catchUp(beforeMs: number): number {
    let lastMs = Number.NEGATIVE_INFINITY
    while (this.nextMs < beforeMs) {
      lastMs = this.nextMs
      this.reachBoundary()
      if (this.admission.hasWaiting) this.admission.admit(1, true)
      this.startStep()
      this.findBoundary(1)
      this.nextMs = this.boundaryMs
    }
    return lastMs
  }

  /** Admits, and at a step boundary joins and makes room, then finds the next boundary to play. */
  override start(): void {
    const { clock, admission, work } = this
    if (this.nextMs === work.nowMs) this.reachBoundary()
    if (clock.batch === 0) clock.ms = work.nowMs
    const isBoundary = clock.ms === work.nowMs
    // Steps to the boundary at which the step in progress, or the one about to start, ends.
    const stepEnd = isBoundary ? 1 : clock.stepsTo(work.nowMs)
    if (admission.hasWaiting) admission.admit(stepEnd, isBoundary)
    if (isBoundary) this.startStep()
    this.findBoundary(stepEnd)
    this.nextMs = Math.min(this.boundaryMs, admission.nextMs)
  }

  /** Counts all tokens emitted before a time; nothing else changes. */
  settle(beforeMs: number): void {
    const { clock } = this
    if (clock.batch === 0 || clock.ms >= beforeMs) return
    const steps = clock.stepsTo(beforeMs) - 1
    if (steps > 0) this.advance(steps, clock.ms + clock.msOf(steps))
  }

  /** Gives up every request on the replica. */
  override abandon(): readonly number[] {
    this.settle(this.work.nowMs)
    const slots: number[] = [...this.admission.abandon()]
    for (let slot = this.running.tail; slot >= 0; slot = this.running.tail) {
      this.stop(slot)
      slots.push(slot)
    }
    this.boundaryMs = Number.POSITIVE_INFINITY
    this.nextMs = Number.POSITIVE_INFINITY
    return slots
  }

  /** Takes one request that does not run yet off the replica: its KV cache at the prefill side is gone. */
  abandonOne(slot: number): void {
    this.admission.remove(slot)
    this.load -= this.work.pool.decodeLoad[slot]!
    this.work.awaken(this)
  }

  private reachBoundary(): void {
    const { clock, finishes } = this
    this.advance(this.boundaryIteration - clock.iteration, this.boundaryMs)
    while (finishes.topKey <= clock.iteration) this.finish(finishes.pop())
  }

  private advance(steps: number, atMs: number): void {
    if (steps === 0) return
    const { clock, work } = this
    const { batch } = clock
    work.tally.gaps += batch * steps
    work.tally.gapSumMs += batch * (atMs - clock.ms)
    work.tally.outputTokens += batch * steps
    if (this.fresh.length > 0) this.emitFirstTokens()
    clock.advance(steps, atMs)
    if (clock.kvTokens > work.tally.peakKvTokens) work.tally.peakKvTokens = clock.kvTokens
  }

  /** The first step after joining brings a first token, or ends a longer gap than that step. */
  private emitFirstTokens(): void {
    const { clock, fresh, work } = this
    const { pool, tally } = work
    const stepMs = clock.msOf(1)
    for (const slot of fresh) {
      if (Number.isNaN(pool.firstTokenMs[slot])) {
        tally.gaps--
        tally.gapSumMs -= stepMs
        work.deliver(slot, clock.ms + stepMs)
      } else tally.gapSumMs += clock.ms - pool.lastTokenMs[slot]!
    }
    fresh.length = 0
  }

  private finish(slot: number): void {
    const { clock, work } = this
    const { pool } = work
    pool.emitted[slot] = pool.osl[slot]!
    clock.batch--
    clock.kvTokens -= pool.contextOf(slot)
    this.running.remove(slot)
    this.load -= pool.decodeLoad[slot]!
    work.completed(slot, clock.ms)
  }

  private startStep(): void {
    const { admission, clock, work } = this
    const hasJoined = admission.hasJoining
    if (hasJoined) this.join()
    const room = work.engine.kvCapacityTokens - admission.reservedTokens
    if (clock.kvTokens + clock.batch > room) this.makeRoom(room)
    if (hasJoined) this.begin()
  }

  private join(): void {
    const { admission, clock, finishes, running, work } = this
    const { pool } = work
    for (let slot = admission.takeJoining(); slot >= 0; slot = admission.takeJoining()) {
      clock.batch++
      clock.kvTokens += pool.contextOf(slot)
      running.push(slot)
      pool.joinIteration[slot] = clock.iteration
      finishes.push(slot, clock.iteration + pool.osl[slot]! - pool.emitted[slot]!)
    }
  }

  /** Preempts the newest until each running request finds a place for its next token in the room. */
  private makeRoom(room: number): void {
    const { admission, clock, running, work } = this
    const { pool, tally } = work
    while (clock.batch > 0 && clock.kvTokens + clock.batch > room) {
      const slot = running.tail
      this.stop(slot)
      this.finishes.remove(slot)
      pool.preemptions[slot]!++
      tally.preemptions++
      admission.requeue(slot)
    }
  }

  /** Takes a running request out, with what it has emitted so far. */
  private stop(slot: number): void {
    const { clock, running, work } = this
    const { pool } = work
    const steps = clock.iteration - pool.joinIteration[slot]!
    pool.emitted[slot] = pool.emitted[slot]! + steps
    if (steps > 0) pool.lastTokenMs[slot] = clock.ms
    clock.batch--
    clock.kvTokens -= pool.contextOf(slot)
    running.remove(slot)
  }

  /** Those who joined run from now on; a token that came with the KV cache is at the client now. */
  private begin(): void {
    const { clock, fresh, running, work } = this
    const { pool } = work
    for (let slot = running.tail; slot >= 0; slot = pool.prev[slot]!) {
      if (pool.stage[slot] !== STAGE.joining) break
      pool.stage[slot] = STAGE.running
      if (Number.isNaN(pool.joinMs[slot])) pool.joinMs[slot] = clock.ms
      if (pool.tokenTravels[slot] === 1) {
        pool.tokenTravels[slot] = 0
        work.deliver(slot, clock.ms)
      } else fresh.push(slot)
    }
  }

  private findBoundary(stepEnd: number): void {
    const { admission, clock } = this
    if (clock.batch === 0) {
      this.boundaryMs = Number.POSITIVE_INFINITY
      return
    }
    const steps = admission.hasJoining ? stepEnd : this.stepsUndisturbed()
    this.boundaryIteration = clock.iteration + steps
    this.boundaryMs = clock.ms + clock.msOf(steps)
  }

  /** Steps until the first request leaves or the KV cache is full. */
  private stepsUndisturbed(): number {
    const { admission, clock, finishes, work } = this
    const room = work.engine.kvCapacityTokens - admission.reservedTokens - clock.kvTokens
    const steps = finishes.topKey - clock.iteration
    // Most often no division is needed to see that there is room.
    return steps * clock.batch <= room ? steps : Math.floor(room / clock.batch)
  }
}
