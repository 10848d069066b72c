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
  metadata: z.looseObject({ resourceVersion: z.string() }),
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
 * whole duration on our own steady clock, or has been missing for as long; what the holder's clock wrote into it is
 * never looked at. Every write is onto the version that was read. The term is `leaseTransitions`.
 */
export function createKubernetesLease(options: KubernetesLeaseOptions): ElectionLease {
  const { api, name, identity, leaseSeconds, steadySeconds, nowMs } = options
  const resource = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' } as const
  /** Version null: there was no Lease. */
  let seen: { readonly version: string | null; readonly since: number } | null = null
  let lastTerm = -1

  function isOver(version: string | null, duration: number | null | undefined): boolean {
    const now = steadySeconds()
    if (seen === null || seen.version !== version) seen = { version, since: now }
    return now - seen.since > (duration ?? leaseSeconds)
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

  async function create(signal: AbortSignal): Promise<Held | null> {
    // A Lease that was deleted does not make terms go back.
    const term = lastTerm + 1
    const body = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: api.namespace },
      spec: specOf(term, microTime(nowMs())),
    }
    return unlessOutrun({ term }, api.send({ verb: 'create', ...resource, body, signal }))
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
      // That there was none once says nothing of the next time that there is none.
      if (lease !== null && seen?.version === null) seen = null
      // One that is gone may have been deleted, and its holder acts on until it learns of that.
      if (lease === null) return isOver(null, leaseSeconds) ? create(signal) : null
      const { holderIdentity, leaseTransitions, leaseDurationSeconds, acquireTime } = lease.spec
      const term = leaseTransitions ?? 0
      lastTerm = Math.max(lastTerm, term)
      const since = acquireTime ?? microTime(nowMs())
      if (holderIdentity === identity) {
        return unlessOutrun({ term }, update(lease, specOf(term, since), signal))
      }
      const { resourceVersion } = lease.metadata
      if (holderIdentity && !isOver(resourceVersion, leaseDurationSeconds)) return null
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
