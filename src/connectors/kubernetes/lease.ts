import * as z from 'zod'
import { ConnectorError } from '../connector-error.js'
import type { ElectionLease, Held } from '../election.js'
import type { KubernetesApi } from './api.js'
import { ApiError } from './api-error.js'

export interface KubernetesLeaseOptions {
  readonly api: KubernetesApi
  /** Name of the Lease; the Role ties its rules to it. */
  readonly name: string
  /** Differs from every other process's, and from this one's after a restart. */
  readonly identity: string
  /** Whole seconds. */
  readonly leaseSeconds: number
  readonly steadySeconds: () => number
  /** Time of day, ms; written for people to read, never compared. */
  readonly nowMs: () => number
}

const LEASE = z.object({
  metadata: z.looseObject({ uid: z.string(), resourceVersion: z.string() }),
  spec: z
    .object({
      holderIdentity: z.string().nullish(),
      leaseDurationSeconds: z.number().nullish(),
      acquireTime: z.string().nullish(),
      leaseTransitions: z.number().nullish(),
    })
    .default({}),
})

type Lease = z.infer<typeof LEASE>

/**
 * A Lease of coordination.k8s.io, used as client-go does: another's lease is over when it has not changed for its
 * whole duration on our own steady clock; what the holder's clock wrote into it is never looked at. Every write is
 * onto the version that was read. The term is `leaseTransitions`.
 * One that is gone may have been deleted, even twice between two looks of ours, and whoever held it acts on until it
 * finds another's or its time is over. So one that we make is no more than a claim for as long as a lease lasts.
 */
export function createKubernetesLease(options: KubernetesLeaseOptions): ElectionLease {
  const { api, name, identity, leaseSeconds, steadySeconds, nowMs } = options
  const resource = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' } as const
  let seen: { readonly version: string; readonly since: number } | null = null
  /** A Lease of our own making, since we first saw it. */
  let claimed: { readonly uid: string; readonly since: number } | null = null
  /** The Lease that we have taken over from another, who had let it go or run out. */
  let takenUid: string | null = null
  let lastTerm = -1

  function isOver({ metadata, spec }: Lease): boolean {
    const now = steadySeconds()
    if (seen?.version !== metadata.resourceVersion) {
      seen = { version: metadata.resourceVersion, since: now }
    }
    return now - seen.since > (spec.leaseDurationSeconds ?? leaseSeconds)
  }

  function isOnlyClaimed({ metadata: { uid } }: Lease): boolean {
    if (uid === takenUid) return false
    const now = steadySeconds()
    if (claimed?.uid !== uid) claimed = { uid, since: now }
    return now - claimed.since <= leaseSeconds
  }

  function specOf(term: number, acquireTime: string): object {
    return {
      holderIdentity: identity,
      leaseDurationSeconds: leaseSeconds,
      acquireTime,
      renewTime: microTime(nowMs()),
      leaseTransitions: term,
    }
  }

  async function create(signal: AbortSignal): Promise<null> {
    // A Lease that was deleted does not make terms go back.
    const term = lastTerm + 1
    const body = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: api.namespace },
      spec: specOf(term, microTime(nowMs())),
    }
    await unlessOutrun({ term }, api.send({ verb: 'create', ...resource, body, signal }))
    return null
  }

  async function update(lease: Lease, spec: object, signal: AbortSignal): Promise<void> {
    await api.send({ verb: 'update', ...resource, name, body: { ...lease, spec }, signal })
  }

  async function read(signal: AbortSignal): Promise<Lease | null> {
    try {
      const { data } = LEASE.safeParse(await api.send({ verb: 'get', ...resource, name, signal }))
      if (data === undefined) throw new ConnectorError(`Lease ${name} is not what a Lease is`)
      return data
    } catch (error) {
      if (error instanceof ApiError && error.refusal === 'not-found') return null
      throw error
    }
  }

  return {
    async hold(signal) {
      const lease = await read(signal)
      if (lease === null) return create(signal)
      const { holderIdentity, leaseTransitions, acquireTime } = lease.spec
      const term = leaseTransitions ?? 0
      lastTerm = Math.max(lastTerm, term)
      const since = acquireTime ?? microTime(nowMs())
      if (holderIdentity === identity) {
        const isClaim = isOnlyClaimed(lease)
        const held = await unlessOutrun({ term }, update(lease, specOf(term, since), signal))
        return isClaim ? null : held
      }
      if (holderIdentity && !isOver(lease)) return null
      takenUid = lease.metadata.uid
      const next = specOf(term + 1, microTime(nowMs()))
      return unlessOutrun({ term: term + 1 }, update(lease, next, signal))
    },
    async release(signal) {
      const lease = await read(signal)
      if (lease?.spec.holderIdentity !== identity) return
      await update(lease, { ...lease.spec, holderIdentity: '' }, signal)
    },
  }
}

/** Null when somebody else wrote first. */
async function unlessOutrun(held: Held, writing: Promise<unknown>): Promise<Held | null> {
  try {
    await writing
    return held
  } catch (error) {
    if (error instanceof ApiError && error.refusal === 'conflict') return null
    throw error
  }
}

/** Kubernetes takes exactly six decimals. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
