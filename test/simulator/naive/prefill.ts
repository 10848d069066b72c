import type { Naive } from './naive.js'
import type { NaiveRequest } from './request.js'

/** One prefill replica, played pass by pass. */
export class NaivePrefill {
  readonly role = 'prefill'
  state = 'starting'
  readyAt = 0
  killAt = Number.POSITIVE_INFINITY
  queue: NaiveRequest[] = []
  pass: NaiveRequest[] = []
  passEnd = Number.POSITIVE_INFINITY
  held = new Set<NaiveRequest>()
  /** Blocks, newest first. */
  cache: string[] = []

  constructor(
    readonly id: number,
    readonly sim: Naive,
  ) {}

  nextTime(): number {
    return this.passEnd
  }

  isEmpty(): boolean {
    return this.queue.length === 0 && this.held.size === 0
  }

  load(): number {
    // Work done in the running pass counts until the pass is over.
    return this.queue.reduce((sum, it) => sum + it.prompt - this.doneBefore(it), 0)
  }

  private before = new Map<NaiveRequest, number>()

  private doneBefore(request: NaiveRequest): number {
    return this.before.get(request) ?? request.prefilled
  }

  event(): void {
    const { sim } = this
    if (this.passEnd > sim.now) return
    this.passEnd = Number.POSITIVE_INFINITY
    const pass = this.pass
    this.pass = []
    this.before.clear()
    for (const request of pass) {
      if (request.prefilled < request.prompt) continue
      this.queue.splice(this.queue.indexOf(request), 1)
      if (Number.isNaN(request.first)) request.passEnd = sim.now
      this.remember(request)
      sim.prefilled(request)
    }
  }

  start(): void {
    if (this.pass.length > 0) return
    const { sim } = this
    const { settings, engine } = sim
    const ttft = (tokens: number) => engine.prefill.ttftMs(tokens)
    let tokens = 0
    let cost = 0
    let begins = false
    for (const request of this.queue) {
      if (tokens >= settings.prefillTokenBudget) break
      if (this.pass.length >= settings.prefillMaxRequests) break
      if (!this.held.has(request)) {
        const used = [...this.held].reduce((sum, it) => sum + it.prompt, 0)
        if (used + request.prompt > engine.kvCapacityTokens) break
        this.held.add(request)
        request.holder = this
        if (Number.isNaN(request.first)) request.queueEnd = sim.now
        this.before.set(request, 0)
        request.prefilled = this.cached(request)
        begins = true
      } else this.before.set(request, request.prefilled)
      const from = request.prefilled
      const to = Math.min(request.prompt, from + settings.prefillTokenBudget - tokens)
      cost += ttft(to) - (from === 0 ? engine.prefill.constantMs : ttft(from))
      tokens += to - from
      request.prefilled = to
      this.pass.push(request)
    }
    if (this.pass.length === 0) return
    if (begins) cost += engine.prefill.constantMs
    if (!settings.contextTerm) cost = ttft(tokens)
    this.passEnd = sim.now + cost
  }

  takeAll(): NaiveRequest[] {
    const all = [...new Set([...this.queue, ...this.held])]
    this.queue = []
    this.pass = []
    this.passEnd = Number.POSITIVE_INFINITY
    return all
  }

  /** How many of a request's first blocks are cached, in blocks. */
  match(request: NaiveRequest): number {
    const cache = this.sim.sharedCache ?? this.cache
    const missing = request.blocks.findIndex((id) => !cache.includes(id))
    return missing < 0 ? request.blocks.length : missing
  }

  private cached(request: NaiveRequest): number {
    const { settings, engine } = this.sim
    if (settings.prefixCache === 'off') return 0
    const tokens = this.match(request) * settings.traceBlockSize
    if (settings.prefixCache === 'per-worker') {
      const used = [...this.held].reduce((sum, it) => sum + it.prompt, 0)
      this.limit = Math.floor((engine.kvCapacityTokens - used) / settings.traceBlockSize)
      this.cache.length = Math.min(this.cache.length, this.limit)
    }
    return Math.max(0, Math.min(tokens, request.prompt - 1))
  }

  private limit = Number.POSITIVE_INFINITY

  private remember(request: NaiveRequest): void {
    const { settings, sharedCache } = this.sim
    if (settings.prefixCache === 'off') return
    const cache = sharedCache ?? this.cache
    const limit = sharedCache ? this.sim.sharedLimit() : this.limit
    for (const id of request.blocks.slice(0, limit).reverse()) {
      if (cache.includes(id)) cache.splice(cache.indexOf(id), 1)
      cache.unshift(id)
      cache.length = Math.min(cache.length, limit)
    }
  }
}
