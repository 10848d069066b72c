import type { HttpAnswer, HttpCall, Wire } from '../../../src/connectors/http-call.js'
import { NotSentError } from '../../../src/connectors/http-call.js'
import type { PerRole } from '../../../src/domain/role.js'
import type { FakeClock } from '../fake-clock.js'
import type { Chance } from './chance.js'
import type { SimulatedPlanner } from './simulated-planner.js'
import type { Moment } from './simulated-process.js'

/** What a request can meet on its way, at the server, and on the way back. */
export const WIRE_FAULTS = [
  'refused',
  'lost',
  'slow',
  'held',
  'answer lost',
  'answer hangs',
  'twice',
  'html',
  'half an answer',
  'empty object',
  '403',
  '409',
  '410',
  '429',
  '429 busy',
  '500',
  '503 html',
] as const

export type WireFault = (typeof WIRE_FAULTS)[number]

/** Of a request, as it was when it was sent. */
export interface Sent {
  readonly from: SimulatedPlanner
  /** In which its sender believed to lead. */
  readonly term: number | null
  /** What its sender had decided. */
  readonly wanted: PerRole<number> | null
}

/** A server in this process: what it does with a request it does at once, in whole. */
export interface MemoryServer {
  handle(call: HttpCall, sent: Sent): MemoryAnswer
}

export interface MemoryAnswer {
  readonly status: number
  readonly body: unknown
}

export interface WireWorld {
  readonly clock: FakeClock
  readonly chance: Chance
  readonly server: MemoryServer
  readonly fault: () => WireFault | null
  /** What this sender's next request of a kind is to meet, whatever chance says. */
  readonly fateOf: (moment: Moment, from: SimulatedPlanner) => WireFault | null
  /** How long a server works on a request that does not say. */
  readonly serverLimitMs: number
  /** A request that is carried out twice is so for the second time after so long, at most. */
  readonly latestRepeatMs: number
  /** A request takes effect so long after it was sent, or given up by either side, at most. */
  readonly longestWayMs: number
}

/** The line from one process to a server: requests and answers take time, out of order, and fail as `fault` says. */
export function faultyWire(world: WireWorld, from: SimulatedPlanner): Wire {
  const { process } = from
  return {
    call: (call) => process.outside(() => new Exchange(world, call, from).run(), momentOf(call)),
    async sleep(milliseconds, signal) {
      await process.sleepUntil(process.steadyMs() + milliseconds, signal)
      signal.throwIfAborted()
    },
  }
}

class Exchange {
  private readonly fault: WireFault | null
  private term: number | null = null
  private wanted: PerRole<number> | null = null

  constructor(
    private readonly world: WireWorld,
    private readonly request: HttpCall,
    private readonly from: SimulatedPlanner,
  ) {
    this.fault = world.fateOf(momentOf(request), from) ?? world.fault()
  }

  async run(): Promise<HttpAnswer> {
    const { fault, request, world } = this
    await this.wait(world.chance.between(1, 40))
    // The connection stands; a process that was stopped meanwhile goes on here.
    await this.from.process.gate(momentOf(request))
    request.signal.throwIfAborted()
    if (fault === 'refused') throw failure('ECONNREFUSED')
    if (request.maySend?.() === false) throw new NotSentError('it took too long to connect')
    this.term = this.from.term()
    this.wanted = this.from.wanted
    this.from.process.pass(momentOf(request))
    if (fault === 'lost') return this.givenUp()
    if (fault === 'held') return this.held()
    const way = fault === 'slow' ? world.longestWayMs : 60
    await this.wait(world.chance.between(way / 10, way))
    return this.arrived()
  }

  /** At the server, whoever still waits for it. */
  private async arrived(): Promise<HttpAnswer> {
    const { fault, world } = this
    const refusal = REFUSALS[fault ?? '']
    if (refusal !== undefined) return refusal
    const answer = this.execute()
    if (fault === 'twice') {
      // However late: the first one has changed what the second is onto.
      void this.wait(world.chance.between(0, world.latestRepeatMs)).then(() => this.execute())
    }
    await this.wait(world.chance.between(1, 40))
    if (fault === 'answer lost') throw failure('ECONNRESET')
    if (fault === 'answer hangs') return this.givenUp()
    return this.received(answer)
  }

  private received({ status, body }: MemoryAnswer): HttpAnswer {
    const text = JSON.stringify(body)
    if (this.fault === 'html') return { status, headers: {}, text: '<html>sign in</html>' }
    if (this.fault === 'empty object') return { status, headers: {}, text: '{}' }
    const length = this.fault === 'half an answer' ? text.length / 2 : text.length
    return { status, headers: {}, text: text.slice(0, length) }
  }

  /** Kept at the server until either side gives up, and then often carried out all the same. */
  private async held(): Promise<HttpAnswer> {
    const { chance, longestWayMs } = this.world
    const late = chance.is(0.7)
    const limit = this.serverLimitMs()
    const over = new AbortController()
    void this.wait(limit).then(() => over.abort())
    const ended = Promise.race([aborted(this.request.signal), aborted(over.signal)])
    if (late) {
      void ended
        .then(() => this.wait(chance.between(0, longestWayMs / 2)))
        .then(() => this.execute())
    }
    return this.givenUp()
  }

  private serverLimitMs(): number {
    const said = /^(\d+)ms$/.exec(this.request.url.searchParams.get('timeout') ?? '')
    const most = this.world.serverLimitMs
    return said === null ? most : Math.min(Number(said[1]), most)
  }

  private execute(): MemoryAnswer {
    const { from, term, wanted } = this
    return this.world.server.handle(this.request, { from, term, wanted })
  }

  private async givenUp(): Promise<never> {
    await aborted(this.request.signal)
    throw this.request.signal.reason
  }

  private wait(ms: number): Promise<void> {
    const { clock } = this.world
    return clock.sleepUntil(clock.steadyMs() + ms)
  }
}

function momentOf({ method, url }: HttpCall): Moment {
  if (method === 'PATCH' || url.pathname === '/v3/kv/txn') return 'order'
  return method === 'PUT' || url.pathname === '/v3/lease/keepalive' ? 'renewal' : 'any'
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function failure(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code })
}

function refused(status: number, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  const text = JSON.stringify({ kind: 'Status', message: 'not now', code: status })
  return { status, headers, text }
}

const REFUSALS: Readonly<Record<string, HttpAnswer>> = {
  '403': refused(403),
  '409': refused(409),
  '410': refused(410),
  '429': refused(429, { 'retry-after': '2' }),
  '429 busy': refused(429, { 'retry-after': '60' }),
  '500': refused(500),
  '503 html': { status: 503, headers: {}, text: '<html>overloaded</html>' },
}
