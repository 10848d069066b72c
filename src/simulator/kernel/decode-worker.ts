import { awaken } from './awakened'
import { DecodeAdmission } from './decode-admission'
import { DecodeClock } from './decode-clock'
import { complete, deliver } from './delivery'
import { Items } from './items'
import { DECODE, READY, Replica } from './replica'
import { JOINING, Request, RUNNING } from './request'
import { RequestHeap } from './request-heap'
import { RequestList } from './request-list'
import { kvCapacityTokens } from './settings'
import { countGaps, countKv, countPreemption, countTokens } from './tally'
import { nowMs } from './time'

/**
 * A decode replica with continuous batching: a step gives each running request one token. Only the
 * boundaries at which somebody leaves, joins or runs out of room are played; the clock knows the time
 * of the steps between. A request that joins at step i with r tokens to come leaves after step i + r.
 * While nobody waits for what happens here, it is played only when somebody looks: `catchUp`.
 */
@unmanaged
export class DecodeWorker extends Replica {
  private clock: DecodeClock = new DecodeClock()
  private admission: DecodeAdmission = new DecodeAdmission(this.clock)
  /** In order of joining. */
  private running: RequestList = new RequestList()
  /** Running requests by the step after which they leave. */
  private finishes: RequestHeap = new RequestHeap()
  /** Joined at the boundary the clock stands at without a token; the next step brings one. */
  private fresh: Items<Request> = new Items<Request>()
  /** When the step in progress began. */
  private begunMs: f64 = NaN
  /** The next boundary that is played. */
  private boundaryMs: f64 = Infinity
  private boundaryIteration: f64 = 0

  constructor(id: i32) {
    super()
    this.id = id
    this.role = DECODE
  }

  get isEmpty(): bool {
    return this.clock.batch === 0 && this.admission.count === 0
  }

  get waitingRequests(): i32 {
    return this.admission.count
  }

  get runningRequests(): i32 {
    return <i32>this.clock.batch
  }

  enqueue(request: Request): void {
    const context = request.context
    request.decodeReplica = this
    request.decodeLoad = context
    this.load += context
    this.admission.enqueue(request)
    awaken(this)
  }

  /** A ready replica matters to others only while the KV cache of a request for it is held at prefill. */
  get eventMs(): f64 {
    if (this.state === READY && !this.admission.isAwaited) return Infinity
    return Math.min(this.nextMs, this.killMs)
  }

  /** What its own work comes to at `nextMs`. */
  event(): void {
    if (this.admission.nextMs <= nowMs) this.admission.land()
    if (this.boundaryMs === nowMs) this.reachBoundary()
    this.nextMs = Infinity
    awaken(this)
  }

  /** Plays what it comes to by itself before a time: the time of the last of it, −Infinity when none. */
  catchUp(beforeMs: f64): f64 {
    let lastMs = -Infinity
    while (this.nextMs < beforeMs) {
      lastMs = this.nextMs
      this.reachBoundary()
      if (this.admission.hasWaiting) this.admission.admit(1, true)
      this.startStep()
      this.findBoundary(1, false)
      this.nextMs = this.boundaryMs
    }
    return lastMs
  }

  /** Admits, and at a step boundary joins and makes room, then finds the next boundary to play. */
  start(): void {
    const clock = this.clock
    const admission = this.admission
    if (this.nextMs === nowMs) this.reachBoundary()
    if (clock.batch === 0) clock.ms = nowMs
    // What comes to it at this time after its step has begun, from a pass that takes no time, is too late for it.
    const isBoundary = clock.ms === nowMs && (clock.batch === 0 || this.begunMs !== nowMs)
    // Steps to the boundary at which the step in progress, or the one about to start, ends.
    const stepEnd = isBoundary ? 1 : Math.max(1, clock.stepsTo(nowMs))
    if (admission.hasWaiting) admission.admit(stepEnd, isBoundary)
    if (isBoundary) this.startStep()
    const readmits = !isBoundary && admission.readmitsAfter(stepEnd)
    this.findBoundary(stepEnd, readmits)
    this.nextMs = Math.min(this.boundaryMs, admission.nextMs)
  }

  /** Counts all tokens emitted before a time; nothing else changes. */
  settle(beforeMs: f64): void {
    const clock = this.clock
    if (clock.batch === 0 || clock.ms >= beforeMs) return
    const steps = clock.stepsTo(beforeMs) - 1
    if (steps > 0) this.advance(steps, clock.ms + clock.msOf(steps))
  }

  /** Gives up every request on the replica, into `out` by arrival. */
  abandon(out: RequestHeap): void {
    this.settle(nowMs)
    this.admission.abandon(out)
    const running = this.running
    for (let request = running.tail; request !== null; request = running.tail) {
      this.stop(request)
      out.push(request, request.rank)
    }
    this.boundaryMs = Infinity
    this.nextMs = Infinity
  }

  /** Takes one request that does not run yet off the replica: its KV cache at the prefill side is gone. */
  abandonOne(request: Request): void {
    this.admission.remove(request)
    this.load -= request.decodeLoad
    awaken(this)
  }

  /** Gives the memory of its queues back; nothing comes to it any more. */
  dispose(): void {
    this.admission.dispose()
    this.finishes.dispose()
    this.fresh.dispose()
  }

  private reachBoundary(): void {
    const clock = this.clock
    const finishes = this.finishes
    this.advance(this.boundaryIteration - clock.iteration, this.boundaryMs)
    while (finishes.topKey <= clock.iteration) this.finish(finishes.pop())
  }

  private advance(steps: f64, atMs: f64): void {
    if (steps === 0) return
    const clock = this.clock
    const batch = clock.batch
    countGaps(batch * steps, batch * (atMs - clock.ms))
    countTokens(batch * steps)
    if (this.fresh.length > 0) this.emitFirstTokens()
    clock.advance(steps, atMs)
    countKv(clock.kvTokens)
  }

  /** The first step after joining brings a first token, or ends a longer gap than that step. */
  private emitFirstTokens(): void {
    const clock = this.clock
    const fresh = this.fresh
    const stepMs = clock.msOf(1)
    for (let i = 0; i < fresh.length; i++) {
      const request = fresh.at(i)
      if (request.hasFirstToken) countGaps(0, clock.ms - request.lastTokenMs)
      else {
        countGaps(-1, -stepMs)
        deliver(request, clock.ms + stepMs)
      }
    }
    fresh.length = 0
  }

  private finish(request: Request): void {
    const clock = this.clock
    request.emitted = request.osl
    clock.batch--
    clock.kvTokens -= request.context
    this.running.remove(request)
    this.load -= request.decodeLoad
    complete(request, clock.ms)
  }

  private startStep(): void {
    const clock = this.clock
    const hasJoined = this.admission.hasJoining
    if (hasJoined) this.join()
    const room = kvCapacityTokens - this.admission.reservedTokens
    if (clock.kvTokens + clock.batch > room) this.makeRoom(room)
    if (hasJoined) this.begin()
    this.begunMs = clock.ms
  }

  private join(): void {
    const clock = this.clock
    const admission = this.admission
    for (
      let request = admission.takeJoining();
      request !== null;
      request = admission.takeJoining()
    ) {
      clock.batch++
      clock.kvTokens += request.context
      this.running.push(request)
      request.joinIteration = clock.iteration
      this.finishes.push(request, clock.iteration + request.osl - request.emitted)
    }
  }

  /** Preempts the newest until each running request finds a place for its next token in the room. */
  private makeRoom(room: f64): void {
    const clock = this.clock
    while (clock.batch > 0 && clock.kvTokens + clock.batch > room) {
      const request = this.running.tail!
      this.stop(request)
      this.finishes.remove(request)
      request.preemptions++
      countPreemption()
      this.admission.requeue(request)
    }
  }

  /** Takes a running request out, with what it has emitted so far. */
  private stop(request: Request): void {
    const clock = this.clock
    const steps = clock.iteration - request.joinIteration
    request.emitted += steps
    if (steps > 0) request.lastTokenMs = clock.ms
    clock.batch--
    clock.kvTokens -= request.context
    this.running.remove(request)
  }

  /** Those who joined run from now on; a token that came with the KV cache is at the client now. */
  private begin(): void {
    const clock = this.clock
    let request = this.running.tail
    while (request !== null && request.stage === JOINING) {
      request.stage = RUNNING
      if (isNaN(request.joinMs)) request.joinMs = clock.ms
      if (request.tokenTravels) {
        request.tokenTravels = false
        deliver(request, clock.ms)
      } else this.fresh.push(request)
      request = request.prev
    }
  }

  /** The next to be played is the end of the step in progress, `stepEnd` steps on, if somebody joins or comes back then. */
  private findBoundary(stepEnd: f64, readmits: bool): void {
    const clock = this.clock
    if (clock.batch === 0) {
      this.boundaryMs = Infinity
      return
    }
    const isNext = this.admission.hasJoining || readmits
    const steps = isNext ? stepEnd : this.stepsUndisturbed()
    this.boundaryIteration = clock.iteration + steps
    this.boundaryMs = clock.ms + clock.msOf(steps)
  }

  /** Steps until the first request leaves or the KV cache is full. */
  private stepsUndisturbed(): f64 {
    const clock = this.clock
    const room = kvCapacityTokens - this.admission.reservedTokens - clock.kvTokens
    const steps = this.finishes.topKey - clock.iteration
    // Most often no division is needed to see that there is room.
    return steps * clock.batch <= room ? steps : Math.floor(room / clock.batch)
  }
}
