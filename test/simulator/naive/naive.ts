import type { RequestColumns } from '../../../src/domain/requests.js'
import { type PerRole, ROLES, type Role } from '../../../src/domain/role.js'
import type { Engine } from '../../../src/simulator/engine/engine.js'
import type { Random } from '../../../src/simulator/random.js'
import type { SimulatorSettings } from '../../../src/simulator/settings.js'
import { drawStartupMs } from '../../../src/simulator/startup.js'
import { NaiveDecode } from './decode.js'
import { NaivePrefill } from './prefill.js'
import type { NaiveRequest } from './request.js'

type Replica = NaivePrefill | NaiveDecode
type Options = {
  requests: RequestColumns
  engine: Engine
  settings: SimulatorSettings
  random: Random
}

/**
 * The same model as src/simulator, played event by event, step by step and token by token, with plain
 * arrays and searches. Slow, and written to be read beside docs/simulation.md.
 */
export class Naive {
  now = 0
  replicas: Replica[] = []
  ended: { request: NaiveRequest; status: string; at: number }[] = []
  log: { kind: 'arrival' | 'ttft' | 'gap' | 'duration'; at: number; value: number }[] = []
  gpuMs = { prefill: 0, decode: 0 }
  readonly engine: Engine
  readonly settings: SimulatorSettings
  readonly sharedCache: string[] | null
  private readonly arrivals: NaiveRequest[]
  private readonly unplaced: PerRole<NaiveRequest[]> = { prefill: [], decode: [] }
  private nextId = 0

  constructor(private readonly options: Options) {
    this.engine = options.engine
    this.settings = options.settings
    this.sharedCache = options.settings.prefixCache === 'shared' ? [] : null
    this.arrivals = requestsOf(options)
    this.now = Math.min(0, this.arrivals[0]?.arrival ?? 0)
    for (const role of ROLES) {
      for (let i = 0; i < this.settings.initialReplicas[role]; i++) this.add(role, 0)
    }
  }

  run(before: number): void {
    for (;;) {
      const next = Math.min(this.arrivals[0]?.arrival ?? Infinity, ...this.replicas.map(timeOf))
      if (next >= before || next === Infinity) break
      this.passTime(next)
      while (this.arrivals[0]?.arrival === this.now) this.arrive(this.arrivals.shift()!)
      for (;;) {
        const due = this.replicas.find((it) => timeOf(it) <= this.now)
        if (!due) break
        this.event(due)
      }
      this.startAll()
    }
    if (before !== Infinity && before > this.now) this.passTime(before)
  }

  scaleTo(target: PerRole<number>): void {
    for (const role of ROLES) {
      const of = (state: string) =>
        this.replicas.filter((it) => it.role === role && it.state === state)
      while (of('starting').length + of('ready').length > target[role]) {
        const starting = of('starting').at(-1)
        if (starting) this.remove(starting)
        else this.drain(of('ready').at(-1)!)
      }
      while (of('starting').length + of('ready').length < target[role]) {
        this.add(role, drawStartupMs(this.settings.startup, this.options.random))
      }
    }
    this.startAll()
  }

  stepMs(batch: number, kvTokens: number): number {
    const segment = { stepMs: 0, growthMs: 0, endTokens: 0 }
    this.engine.decode.locate(batch, kvTokens, segment)
    return segment.stepMs
  }

  watermark(): number {
    const { kvCapacityTokens } = this.engine
    if (kvCapacityTokens === Infinity) return 0
    return Math.ceil(this.settings.kvWatermarkShare * kvCapacityTokens)
  }

  sharedLimit(): number {
    const perReplica = Math.floor(this.engine.kvCapacityTokens / this.settings.traceBlockSize)
    const replicas = this.ready('prefill').length
    return replicas === 0 ? 0 : perReplica * replicas
  }

  prefilled(request: NaiveRequest): void {
    const { ttftEnds } = this.settings
    const gives = request.osl > 0 && ttftEnds !== 'decode'
    if (gives) request.emitted++
    const isOver = request.emitted >= request.osl
    if (isOver || ttftEnds === 'prefill') this.deliver(request)
    else request.travelling = gives
    if (!isOver) {
      this.place(request, 'decode')
      return
    }
    if (Number.isNaN(request.joined)) request.joined = this.now
    this.received(request)
    this.completed(request)
  }

  received(request: NaiveRequest): void {
    request.holder?.held.delete(request)
    request.holder = null
  }

  deliver(request: NaiveRequest): void {
    if (Number.isNaN(request.first)) {
      request.first = this.now
      this.log.push({ kind: 'ttft', at: this.now, value: this.now - request.arrival })
    } else this.log.push({ kind: 'gap', at: this.now, value: this.now - request.tokens.at(-1)! })
    request.tokens.push(this.now)
  }

  completed(request: NaiveRequest): void {
    this.log.push({ kind: 'duration', at: this.now, value: this.now - request.arrival })
    this.ended.push({ request, status: 'completed', at: this.now })
  }

  private ready(role: Role): Replica[] {
    const ready = this.replicas.filter((it) => it.role === role && it.state === 'ready')
    return ready.sort((a, b) => a.id - b.id)
  }

  private arrive(request: NaiveRequest): void {
    this.log.push({ kind: 'arrival', at: this.now, value: request.isl })
    if (request.isl + request.osl > this.engine.kvCapacityTokens - this.watermark()) {
      this.ended.push({ request, status: 'rejected', at: this.now })
    } else this.place(request, 'prefill')
  }

  private place(request: NaiveRequest, role: Role): void {
    const ready = this.ready(role)
    if (ready.length === 0) {
      this.unplaced[role].push(request)
      return
    }
    const chosen = this.route(request, ready)
    if (chosen.role === 'prefill') {
      request.prefilled = 0
      chosen.queue.push(request)
    } else chosen.enqueue(request)
  }

  private route(request: NaiveRequest, ready: Replica[]): Replica {
    const { router, prefixCache } = this.settings
    if (router === 'round-robin') return ready[request.rank % ready.length]!
    const cached = (it: Replica) =>
      router === 'prefix-aware' && prefixCache !== 'off' && it.role === 'prefill'
        ? it.match(request)
        : 0
    const order = [...ready].sort(
      (a, b) => cached(b) - cached(a) || a.load() - b.load() || a.id - b.id,
    )
    return order[0]!
  }

  private event(replica: Replica): void {
    if (replica.state === 'starting') this.makeReady(replica)
    else if (replica.killAt <= this.now) this.kill(replica)
    else replica.event()
    this.retire()
  }

  private startAll(): void {
    for (const role of ['decode', 'prefill'] as const) {
      for (const replica of [...this.replicas]) {
        if (replica.role === role && replica.state !== 'starting') replica.start()
      }
    }
    this.retire()
  }

  private kill(replica: Replica): void {
    const requests = replica.takeAll()
    this.remove(replica)
    for (const request of requests.sort((a, b) => a.rank - b.rank)) {
      for (const role of ROLES) {
        const at = this.unplaced[role].indexOf(request)
        if (at >= 0) this.unplaced[role].splice(at, 1)
      }
      for (const other of this.replicas) if (other.role === 'decode') other.drop(request)
    }
    for (const request of requests) this.killed(request)
  }

  private killed(request: NaiveRequest): void {
    const { drain } = this.settings
    request.kills++
    this.received(request)
    if (request.travelling) request.emitted--
    request.travelling = false
    if (drain.kind === 'kill-after' && drain.killed === 'fail') {
      this.ended.push({ request, status: 'killed', at: this.now })
      return
    }
    if (Number.isNaN(request.first)) request.joined = Number.NaN
    request.prompt = request.isl + request.emitted
    this.place(request, 'prefill')
  }

  private add(role: Role, startupMs: number): void {
    const id = this.nextId++
    const replica = role === 'prefill' ? new NaivePrefill(id, this) : new NaiveDecode(id, this)
    replica.readyAt = this.now + startupMs
    this.replicas.push(replica)
    if (startupMs === 0) this.makeReady(replica)
  }

  private makeReady(replica: Replica): void {
    replica.state = 'ready'
    for (const request of this.unplaced[replica.role].splice(0)) this.place(request, replica.role)
  }

  private drain(replica: Replica): void {
    const { drain } = this.settings
    replica.state = 'draining'
    this.trimSharedCache()
    if (drain.kind === 'kill-after') replica.killAt = this.now + drain.seconds * 1000
    this.retire()
  }

  private retire(): void {
    for (const replica of [...this.replicas]) {
      if (replica.state === 'draining' && replica.isEmpty()) this.remove(replica)
    }
  }

  private remove(replica: Replica): void {
    this.replicas.splice(this.replicas.indexOf(replica), 1)
    this.trimSharedCache()
  }

  private trimSharedCache(): void {
    const cache = this.sharedCache
    if (cache) cache.length = Math.min(cache.length, this.sharedLimit())
  }

  private passTime(to: number): void {
    for (const { role } of this.replicas) this.gpuMs[role] += to - this.now
    this.now = to
  }
}

function timeOf(replica: Replica): number {
  return replica.state === 'starting'
    ? replica.readyAt
    : Math.min(replica.killAt, replica.nextTime())
}

function requestsOf({ requests, settings }: Options): NaiveRequest[] {
  const indices = Array.from({ length: requests.length }, (_, i) => i)
  indices.sort((a, b) => requests.arrivalMs[a]! - requests.arrivalMs[b]! || a - b)
  return indices.map((index, rank) => {
    const isl = requests.isl[index]!
    const { offsets, ids } = requests.prefixBlocks ?? { offsets: [0], ids: Float64Array.of() }
    // What a block holds depends on all before it.
    const blocks = [...ids.slice(offsets[index] ?? 0, offsets[index + 1] ?? 0)].map((_, i, all) =>
      all.slice(0, i + 1).join(),
    )
    return {
      index,
      rank,
      arrival: requests.arrivalMs[index]!,
      isl,
      osl: requests.osl[index]!,
      blocks: blocks.slice(0, Math.floor(isl / settings.traceBlockSize)),
      prompt: isl,
      prefilled: 0,
      emitted: 0,
      tokens: [],
      travelling: false,
      evicted: false,
      holder: null,
      queueEnd: Number.NaN,
      passEnd: Number.NaN,
      joined: Number.NaN,
      transfer: 0,
      first: Number.NaN,
      preemptions: 0,
      kills: 0,
    }
  })
}
