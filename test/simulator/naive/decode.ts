import type { Naive } from './naive.js'
import { contextOf, type NaiveRequest } from './request.js'

/** One decode replica, played step by step. */
export class NaiveDecode {
  readonly role = 'decode'
  state = 'starting'
  readyAt = 0
  killAt = Number.POSITIVE_INFINITY
  waiting: NaiveRequest[] = []
  transfers: { request: NaiveRequest; end: number }[] = []
  joining: NaiveRequest[] = []
  running: NaiveRequest[] = []
  stepEnd = Number.POSITIVE_INFINITY
  private loads = new Map<NaiveRequest, number>()

  constructor(
    readonly id: number,
    readonly sim: Naive,
  ) {}

  nextTime(): number {
    return Math.min(this.stepEnd, ...this.transfers.map(({ end }) => end))
  }

  isEmpty(): boolean {
    return this.loads.size === 0
  }

  load(): number {
    return [...this.loads.values()].reduce((sum, tokens) => sum + tokens, 0)
  }

  enqueue(request: NaiveRequest): void {
    this.loads.set(request, contextOf(request))
    this.waiting.push(request)
  }

  event(): void {
    const { sim } = this
    const landed = this.transfers.filter(({ end }) => end <= sim.now)
    landed.sort((a, b) => a.request.rank - b.request.rank)
    this.transfers = this.transfers.filter(({ end }) => end > sim.now)
    for (const { request } of landed) {
      this.joining.push(request)
      sim.received(request)
    }
    if (this.stepEnd > sim.now) return
    this.stepEnd = Number.POSITIVE_INFINITY
    for (const request of [...this.running]) {
      request.emitted++
      sim.deliver(request)
      if (request.emitted < request.osl) continue
      this.running.splice(this.running.indexOf(request), 1)
      this.loads.delete(request)
      sim.completed(request)
    }
  }

  start(): void {
    const { sim } = this
    const { engine } = sim
    const isBoundary = this.stepEnd === Number.POSITIVE_INFINITY
    let delay = this.admit(isBoundary)
    if (!isBoundary) return
    const joined = this.joining
    this.joining = []
    this.running.push(...joined)
    const reserved = this.reserved()
    while (
      this.running.length > 0 &&
      this.kv() + this.running.length > engine.kvCapacityTokens - reserved
    ) {
      const newest = this.running.pop()!
      newest.preemptions++
      newest.evicted = true
      this.waiting.unshift(newest)
    }
    for (const request of joined) {
      if (!this.running.includes(request)) continue
      if (Number.isNaN(request.joined)) request.joined = sim.now
      if (request.travelling) sim.deliver(request)
      request.travelling = false
    }
    if (this.running.length === 0) return
    delay += sim.stepMs(this.running.length, this.kv())
    this.stepEnd = sim.now + delay
  }

  /** Admits what fits; the time to compute preempted requests anew. */
  private admit(isBoundary: boolean): number {
    const { sim } = this
    const { engine, settings } = sim
    const watermark = sim.watermark()
    let delay = 0
    for (;;) {
      const request = this.waiting[0]
      if (!request || (request.evicted && !isBoundary)) return delay
      const requests = this.running.length + this.joining.length + this.transfers.length
      if (requests >= engine.maxNumSeqs) return delay
      const used = this.kv() + this.running.length + this.reserved()
      if (used + contextOf(request) + 1 + watermark > engine.kvCapacityTokens) return delay
      this.waiting.shift()
      if (request.evicted) {
        delay += engine.prefill.ttftMs(contextOf(request))
        request.evicted = false
        this.joining.push(request)
      } else if (settings.kvTransfer && request.prompt > 0) {
        const { bytesPerToken, gigabitsPerSecond } = settings.kvTransfer
        const ms = request.prompt * ((bytesPerToken * 8) / (gigabitsPerSecond * 1e6))
        if (Number.isNaN(request.joined)) request.transfer = ms
        this.transfers.push({ request, end: sim.now + ms })
      } else {
        this.joining.push(request)
        sim.received(request)
      }
    }
  }

  takeAll(): NaiveRequest[] {
    const all = [...this.loads.keys()]
    for (const request of all) request.evicted = false
    this.loads.clear()
    this.waiting = []
    this.transfers = []
    this.joining = []
    this.running = []
    this.stepEnd = Number.POSITIVE_INFINITY
    return all
  }

  drop(request: NaiveRequest): void {
    this.loads.delete(request)
    this.waiting = this.waiting.filter((it) => it !== request)
    this.transfers = this.transfers.filter((it) => it.request !== request)
  }

  kv(): number {
    return this.running.reduce((sum, it) => sum + contextOf(it), 0)
  }

  private reserved(): number {
    const all = [...this.joining, ...this.transfers.map(({ request }) => request)]
    return all.reduce((sum, it) => sum + contextOf(it) + 1, 0)
  }
}
