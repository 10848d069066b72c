import type { RequestColumns } from '../domain/requests.js'
import type { PerRole, Role } from '../domain/role.js'
import { Arrivals } from './arrivals.js'
import { watermarkTokens } from './decode-admission.js'
import type { Engine } from './engine/engine.js'
import { Fleet } from './fleet.js'
import { takeOff } from './kill.js'
import type { OutcomeSink } from './outcome.js'
import { OutcomeReport } from './outcome-report.js'
import { PromptBlocks } from './prompt-blocks.js'
import type { Random } from './random.js'
import type { Replica } from './replica.js'
import { RequestPool, STAGE } from './request-pool.js'
import type { Router } from './router/router.js'
import { createRouter } from './router/routers.js'
import type { SimulatorSettings } from './settings.js'
import { Tally } from './tally.js'
import type { Work } from './work.js'

/** A small integer for V8, as ids are. */
const ABOVE_ALL_IDS = 2 ** 30

export interface SimulationOptions {
  /** In any order. */
  readonly requests: RequestColumns
  readonly engine: Engine
  readonly settings: SimulatorSettings
  readonly random: Random
  readonly sink: OutcomeSink
}

/**
 * The event loop. At each time first arrivals, then what replicas come to, in order of replica; then,
 * when nothing more happens at that time, decode replicas and prefill replicas look for work.
 */
export class Simulation implements Work {
  nowMs = Number.NaN
  readonly engine: Engine
  readonly settings: SimulatorSettings
  readonly pool = new RequestPool()
  readonly tally = new Tally()
  readonly blocks: PromptBlocks | null
  readonly fleet: Fleet
  private readonly requests: RequestColumns
  private readonly arrivals: Arrivals
  private readonly router: Router
  private readonly report: OutcomeReport
  /** A longer request could not run even alone, tokens. */
  private readonly largestRequest: number
  /** Decode replicas below this id have come to their events at the present time. */
  private turn = -1
  private awakenedCount = 0
  /** The last one awakened of each role; the others hang from it. */
  private awakenedPrefill: Replica | null = null
  private awakenedDecode: Replica | null = null

  constructor({ requests, engine, settings, random, sink }: SimulationOptions) {
    this.engine = engine
    this.settings = settings
    this.requests = requests
    this.arrivals = new Arrivals(requests)
    this.nowMs = Math.min(0, this.arrivals.nextMs)
    this.blocks = blocksOf(requests, settings)
    this.router = createRouter(settings.router, this.pool)
    this.report = new OutcomeReport(this.pool, sink)
    this.largestRequest = engine.kvCapacityTokens - watermarkTokens(this)
    this.fleet = new Fleet(this, random)
    this.fleet.begin(settings.initialReplicas)
  }

  /** Plays everything before a time. */
  run(beforeMs: number): void {
    const { arrivals, fleet } = this
    const { events } = fleet
    for (;;) {
      const arrivalMs = arrivals.nextMs
      const eventMs = events.topMs
      const isArrival = arrivalMs <= eventMs
      const nextMs = isArrival ? arrivalMs : eventMs
      let step = isArrival ? this.arrive : this.event
      if (nextMs > this.nowMs && this.awakenedCount > 0) step = this.startAwakened
      else {
        if (nextMs >= beforeMs) break
        if (nextMs > this.nowMs) this.turn = -1
        this.nowMs = nextMs
      }
      // Called at one place: V8 then compiles each of the three by itself, not as a part of this loop, which it
      // would compile anew whenever one of them comes to something for the first time.
      step.call(this)
    }
    for (const worker of fleet.decode.ready) {
      this.nowMs = Math.max(this.nowMs, worker.catchUp(beforeMs))
    }
    this.turn = -1
  }

  scaleTo(replicas: PerRole<number>): void {
    this.fleet.scaleTo(replicas)
  }

  awaken(replica: Replica): void {
    if (replica.isAwakened) return
    replica.isAwakened = true
    this.awakenedCount++
    if (replica.role === 'decode') {
      replica.nextAwakened = this.awakenedDecode
      this.awakenedDecode = replica
    } else {
      replica.nextAwakened = this.awakenedPrefill
      this.awakenedPrefill = replica
    }
  }

  placeWaiting(role: Role): void {
    const { unplaced } = this.fleet[role]
    for (let slot = unplaced.shift(); slot >= 0; slot = unplaced.shift()) this.place(slot, role)
  }

  prefilled(slot: number): void {
    const { pool, settings } = this
    const osl = pool.osl[slot]!
    if (osl > 0 && settings.ttftEnds !== 'decode') {
      pool.emitted[slot]!++
      this.tally.outputTokens++
      pool.tokenTravels[slot] = 1
    }
    const isOver = pool.emitted[slot]! >= osl
    if (isOver || settings.ttftEnds === 'prefill') {
      pool.tokenTravels[slot] = 0
      this.deliver(slot, this.nowMs)
    }
    if (!isOver) {
      this.place(slot, 'decode')
      return
    }
    if (Number.isNaN(pool.joinMs[slot])) pool.joinMs[slot] = this.nowMs
    this.received(slot)
    this.completed(slot, this.nowMs)
  }

  received(slot: number): void {
    const worker = this.fleet.prefillReplica(this.pool.prefillReplica[slot]!)
    worker.release(slot)
    this.pool.prefillReplica[slot] = -1
    this.retireIfEmpty(worker)
  }

  deliver(slot: number, atMs: number): void {
    const { pool, tally } = this
    if (Number.isNaN(pool.firstTokenMs[slot])) {
      pool.firstTokenMs[slot] = atMs
      tally.firstToken(atMs - pool.arrivalMs[slot]!)
    } else {
      tally.gaps++
      tally.gapSumMs += atMs - pool.lastTokenMs[slot]!
    }
    pool.lastTokenMs[slot] = atMs
  }

  completed(slot: number, atMs: number): void {
    this.tally.finish(atMs - this.pool.arrivalMs[slot]!)
    this.report.send(slot, 'completed', atMs)
    this.pool.give(slot)
  }

  private arrive(): void {
    const { arrivals, pool, requests, tally } = this
    const request = arrivals.take()
    const slot = pool.take()
    const isl = requests.isl[request]!
    const osl = requests.osl[request]!
    pool.request[slot] = request
    pool.rank[slot] = arrivals.rank - 1
    pool.arrivalMs[slot] = this.nowMs
    pool.isl[slot] = isl
    pool.osl[slot] = osl
    pool.prompt[slot] = isl
    tally.arrive(isl, osl)
    if (isl + osl <= this.largestRequest) {
      this.place(slot, 'prefill')
      return
    }
    tally.rejected++
    this.report.send(slot, 'rejected', this.nowMs)
    pool.give(slot)
  }

  private place(slot: number, role: Role): void {
    const { fleet, pool, router } = this
    const { ready, unplaced } = role === 'prefill' ? fleet.prefill : fleet.decode
    if (ready.length === 0) {
      pool.stage[slot] = STAGE.unplaced
      unplaced.push(slot)
    } else if (role === 'prefill') router.prefill(fleet.prefill.ready, slot).enqueue(slot)
    else {
      this.catchUpDecode()
      router.decode(fleet.decode.ready, slot).enqueue(slot)
    }
  }

  /** Brings the ready decode replicas to the present, each as far as its turn has come. */
  private catchUpDecode(): void {
    const { nowMs, turn } = this
    const { ready } = this.fleet.decode
    for (let i = 0; i < ready.length; i++) {
      const worker = ready[i]!
      if (worker.nextMs > nowMs) continue
      worker.catchUp(nowMs)
      if (worker.nextMs === nowMs && worker.id < turn) worker.event()
    }
  }

  private event(): void {
    const replica = this.fleet.replica(this.fleet.events.takeTop())
    this.turn = Math.max(this.turn, replica.id)
    if (replica.state === 'starting') this.fleet.finishStarting(replica)
    else if (replica.killMs <= this.nowMs) this.kill(replica)
    else {
      replica.nextMs = Number.POSITIVE_INFINITY
      replica.event()
      // One that looks for work afterwards knows its next event only then.
      if (!replica.isAwakened) this.fleet.reschedule(replica)
      this.retireIfEmpty(replica)
    }
  }

  /** Lets one awakened replica look for work: decode first, it may free KV cache at prefill. */
  private startAwakened(): void {
    this.turn = ABOVE_ALL_IDS
    const replica = (this.awakenedDecode ?? this.awakenedPrefill)!
    if (replica.role === 'decode') this.awakenedDecode = replica.nextAwakened
    else this.awakenedPrefill = replica.nextAwakened
    this.awakenedCount--
    replica.isAwakened = false
    if (replica.state === 'gone') return
    replica.start()
    this.fleet.reschedule(replica)
    this.retireIfEmpty(replica)
  }

  private retireIfEmpty(replica: Replica): void {
    if (replica.state !== 'draining' || !replica.isEmpty) return
    this.fleet.retire(replica)
  }

  private kill(replica: Replica): void {
    const slots = takeOff(replica, this)
    this.fleet.retire(replica)
    for (const slot of slots) this.killed(slot)
  }

  private killed(slot: number): void {
    const { fleet, pool, settings, tally } = this
    const { drain } = settings
    pool.kills[slot]!++
    tally.kills++
    // Where a replica of the other role holds its KV cache, that is of no use any more.
    if (fleet.has(pool.prefillReplica[slot]!)) this.received(slot)
    if (pool.tokenTravels[slot] === 1) {
      pool.tokenTravels[slot] = 0
      pool.emitted[slot]!--
      tally.outputTokens--
    }
    if (drain.kind === 'kill-after' && drain.killed === 'fail') {
      tally.failed++
      this.report.send(slot, 'killed', this.nowMs)
      pool.give(slot)
      return
    }
    if (Number.isNaN(pool.firstTokenMs[slot])) pool.joinMs[slot] = Number.NaN
    pool.prompt[slot] = pool.contextOf(slot)
    pool.prefillReplica[slot] = -1
    this.place(slot, 'prefill')
  }
}

function blocksOf(requests: RequestColumns, settings: SimulatorSettings): PromptBlocks | null {
  const { prefixBlocks } = requests
  if (prefixBlocks === undefined || settings.prefixCache === 'off') return null
  return new PromptBlocks({ ...requests, prefixBlocks }, settings.traceBlockSize)
}
