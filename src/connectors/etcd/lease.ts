import * as z from 'zod'
import type { ElectionLease, Held } from '../election.js'
import type { PutOptions } from '../key-value-store.js'
import type { EtcdGateway } from './gateway.js'
import { compare, toBase64 } from './store.js'

export interface EtcdLeaseOptions {
  readonly gateway: EtcdGateway
  /** Key that holds the leader's identity. */
  readonly key: string
  /** Differs from every other process's, and from this one's after a restart. */
  readonly identity: string
  /** Whole seconds. */
  readonly leaseSeconds: number
}

export interface EtcdLease extends ElectionLease {
  /** A condition for writes that only the leader may do: the store itself refuses a former one. */
  fence(): NonNullable<PutOptions['onlyIf']>
}

const GRANT = z.object({ ID: z.string() })
const KEEPALIVE = z.object({ result: z.object({ TTL: z.string().optional() }) })
const CREATED = z.object({
  succeeded: z.boolean().default(false),
  header: z.object({ revision: z.string() }),
})
const FOUND = z.object({
  kvs: z
    .array(
      z.object({
        value: z.string(),
        create_revision: z.string(),
        lease: z.string().optional(),
      }),
    )
    .default([]),
})

/** A key under an etcd lease, which etcd itself takes away when it is not renewed. The term is its revision. */
export function createEtcdLease(options: EtcdLeaseOptions): EtcdLease {
  const { gateway, key, identity, leaseSeconds } = options
  const at = { key: toBase64(key) }
  const value = toBase64(identity)
  let leaseId: string | null = null

  async function take(signal: AbortSignal): Promise<Held | null> {
    const grant = { TTL: leaseSeconds }
    const { ID } = await gateway.call('lease/grant', grant, { answer: GRANT, signal })
    leaseId = ID
    const body = {
      compare: [compare([key, undefined])],
      success: [{ request_put: { ...at, value, lease: ID } }],
    }
    const { succeeded, header } = await gateway.call('kv/txn', body, { answer: CREATED, signal })
    return succeeded ? { term: Number(header.revision) } : null
  }

  async function isRenewed(lease: string, signal: AbortSignal): Promise<boolean> {
    const body = { ID: lease }
    const { result } = await gateway.call('lease/keepalive', body, { answer: KEEPALIVE, signal })
    return Number(result.TTL ?? 0) > 0
  }

  return {
    fence: () => [[key, identity]],
    async hold(signal) {
      // Read first: whose answers are lost must not keep a lease alive of which it does not know.
      const { kvs } = await gateway.call('kv/range', at, { answer: FOUND, signal })
      const [found] = kvs
      if (found === undefined) return take(signal)
      // Ours, but under a lease of ours that is not at hand: etcd will take it away.
      if (found.value !== value || leaseId === null || found.lease !== leaseId) return null
      return (await isRenewed(leaseId, signal)) ? { term: Number(found.create_revision) } : null
    },
    async release(signal) {
      if (leaseId === null) return
      await gateway.call('lease/revoke', { ID: leaseId }, { answer: z.unknown(), signal })
      leaseId = null
    },
  }
}
