import type { HttpCall } from '../../../src/connectors/http-call.js'
import type { FakeClock } from '../fake-clock.js'
import type { MemoryAnswer, MemoryServer, Sent } from './faulty-wire.js'

interface Entry {
  readonly value: string
  readonly created: number
  readonly lease: string | null
}

interface Lease {
  readonly ttlMs: number
  endsMs: number
}

export type Write = ReadonlyMap<string, string>

/** etcd's JSON gateway over a map: ranges, transactions and leases, as far as the product uses them. */
export class MemoryEtcd implements MemoryServer {
  private readonly entries = new Map<string, Entry>()
  private readonly leases = new Map<string, Lease>()
  private revision = 1

  constructor(
    private readonly clock: FakeClock,
    /** Told of each transaction that wrote, before its answer. */
    private readonly onWrite: (write: Write, sent: Sent) => void,
  ) {}

  handle({ url, body }: HttpCall, sent: Sent): MemoryAnswer {
    this.expire()
    const request = JSON.parse(body ?? '{}') as Request
    const work = this.calls[url.pathname]
    return work === undefined
      ? { status: 404, body: { message: 'unknown path' } }
      : work(request, sent)
  }

  /** What anybody would read now. */
  read(key: string): string | undefined {
    this.expire()
    return this.entries.get(key)?.value
  }

  /** By whoever is not a planner. */
  write(key: string, value: string): void {
    this.entries.set(key, { value, created: ++this.revision, lease: null })
  }

  /** Somebody revokes every lease. */
  loseLeases(): void {
    for (const lease of this.leases.values()) lease.endsMs = 0
    this.expire()
  }

  private readonly calls: Readonly<Record<string, (request: Request, sent: Sent) => MemoryAnswer>> =
    {
      '/v3/kv/range': ({ key, range_end }) => {
        const [low, high] = [text(key), range_end === undefined ? null : text(range_end)]
        const found = [...this.entries].filter(([name]) =>
          high === null ? name === low : name >= low && name < high,
        )
        return ok({ kvs: found.map(([name, entry]) => keyValue(name, entry)) })
      },
      '/v3/kv/txn': (request, sent) => this.transact(request, sent),
      '/v3/lease/grant': ({ TTL }) => {
        const id = String(7000 + ++this.revision)
        const ttlMs = Number(TTL) * 1000
        this.leases.set(id, { ttlMs, endsMs: this.clock.steadyMs() + ttlMs })
        return ok({ ID: id, TTL: String(TTL) })
      },
      '/v3/lease/keepalive': ({ ID }) => {
        const lease = this.leases.get(ID!)
        if (lease === undefined) return ok({ result: { ID, TTL: '0' } })
        lease.endsMs = this.clock.steadyMs() + lease.ttlMs
        return ok({ result: { ID, TTL: String(lease.ttlMs / 1000) } })
      },
      '/v3/lease/revoke': ({ ID }) => {
        const lease = this.leases.get(ID!)
        if (lease !== undefined) lease.endsMs = 0
        this.expire()
        return ok({})
      },
    }

  private transact({ compare = [], success = [] }: Request, sent: Sent): MemoryAnswer {
    const holds = compare.every(({ key, target, value, create_revision }) => {
      const entry = this.entries.get(text(key))
      if (target === 'VALUE') return entry?.value === text(value!)
      return (entry?.created ?? 0) === Number(create_revision)
    })
    const lost = success.find(({ request_put: { lease } }) => lease && !this.leases.has(lease))
    if (holds && lost) return { status: 400, body: { message: 'requested lease not found' } }
    if (holds && success.length > 0) {
      this.revision++
      const written = new Map(success.map(({ request_put: put }) => [text(put.key), put] as const))
      for (const [name, { value, lease = null }] of written) {
        const created = this.entries.get(name)?.created ?? this.revision
        this.entries.set(name, { value: text(value), created, lease })
      }
      this.onWrite(new Map([...written].map(([name, { value }]) => [name, text(value)])), sent)
    }
    return ok({ succeeded: holds, header: { revision: String(this.revision) } })
  }

  private expire(): void {
    for (const [id, { endsMs }] of this.leases) {
      if (endsMs > this.clock.steadyMs()) continue
      this.leases.delete(id)
      for (const [name, { lease }] of this.entries) if (lease === id) this.entries.delete(name)
    }
  }
}

interface Put {
  readonly key: string
  readonly value: string
  readonly lease?: string
}

interface Request {
  readonly key: string
  readonly range_end?: string
  readonly TTL?: number
  readonly ID?: string
  readonly compare?: readonly {
    readonly key: string
    readonly target: 'VALUE' | 'CREATE'
    readonly value?: string
    readonly create_revision?: string
  }[]
  readonly success?: readonly { readonly request_put: Put }[]
}

function keyValue(name: string, { value, created, lease }: Entry): object {
  const entry = { key: base64(name), value: base64(value), create_revision: String(created) }
  return lease === null ? entry : { ...entry, lease }
}

function ok(body: unknown): MemoryAnswer {
  return { status: 200, body }
}

const text = (encoded: string) => Buffer.from(encoded, 'base64').toString('utf8')
const base64 = (plain: string) => Buffer.from(plain, 'utf8').toString('base64')
