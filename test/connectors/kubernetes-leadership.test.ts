import { KubeConfig } from '@kubernetes/client-node'
import { describe, expect, it } from 'vitest'
import type { HttpCall, Wire } from '../../src/connectors/http-call.js'
import { createKubernetesApi } from '../../src/connectors/kubernetes/api.js'
import type { ApiRequest } from '../../src/connectors/kubernetes/api-request.js'
import { createKubernetesLease } from '../../src/connectors/kubernetes/lease.js'

const TIMEOUT_SECONDS = 10
const PATCH: ApiRequest = {
  verb: 'patch',
  group: 'nvidia.com',
  version: 'v1beta1',
  resource: 'dynamographdeployments',
  name: 'demo',
  patch: 'merge',
  body: {},
}

function apiOver(wire: Partial<Wire>) {
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    { name: 'none', server: 'http://none', skipTLSVerify: true },
    { name: 'planner' },
  )
  const never = () => new Promise<never>(() => undefined)
  const whole = { call: never, sleep: never, ...wire }
  const limits = { namespace: 'default', timeoutSeconds: TIMEOUT_SECONDS }
  return createKubernetesApi({ config, ...limits, wire: whole })
}

describe('a write to the API server', () => {
  it.each([
    ['more time than a call may take', 60, '10000ms'],
    ['less', 2.5, '2500ms'],
  ])('with a lease that lasts %s is given up in time, by both sides', async (_, left, timeout) => {
    const calls: HttpCall[] = []
    const slept: number[] = []
    const api = apiOver({
      async call(call) {
        calls.push(call)
        return { status: 200, headers: {}, text: '{}' }
      },
      async sleep(milliseconds) {
        slept.push(milliseconds)
        return new Promise(() => undefined)
      },
    })
    await api.send({ ...PATCH, secondsToWrite: () => left })
    expect(calls[0]!.url.searchParams.get('timeout')).toBe(timeout)
    expect(slept).toEqual([Number.parseFloat(timeout)])
  })

  it('asks right before it is sent whether the lease still stands', async () => {
    let left = 5
    const api = apiOver({
      async call({ maySend }) {
        const before = maySend?.()
        left = 0
        return { status: 200, headers: {}, text: JSON.stringify({ before, after: maySend?.() }) }
      },
    })
    const asked = await api.send({ ...PATCH, secondsToWrite: () => left })
    expect(asked).toEqual({ before: true, after: false })
  })
})

describe('a Lease that a planner makes', () => {
  const LEASE_SECONDS = 15

  /** Two planners at one API server that keeps one object; `look(who, seconds)` gives the term held then. */
  function place() {
    let stored: { metadata: { uid: string; resourceVersion: string } } | null = null
    let writes = 0
    let now = 0
    const api = apiOver({
      async call({ method, body }) {
        if (method !== 'GET') {
          const uid = stored?.metadata.uid ?? `uid-${writes}`
          const metadata = { name: 'planner', uid, resourceVersion: String(++writes) }
          stored = { ...JSON.parse(body ?? '{}'), metadata }
        }
        return stored === null
          ? { status: 404, headers: {}, text: '{"kind":"Status"}' }
          : { status: 200, headers: {}, text: JSON.stringify(stored) }
      },
    })
    const lease = (identity: string) =>
      createKubernetesLease({
        ...{ api, name: 'planner', identity, leaseSeconds: LEASE_SECONDS },
        ...{ steadySeconds: () => now, nowMs: () => 0 },
      })
    const leases = { one: lease('one'), other: lease('other') }
    return {
      async look(who: keyof typeof leases, seconds: number): Promise<number | null> {
        now = seconds
        return (await leases[who].hold(new AbortController().signal))?.term ?? null
      },
      remove() {
        stored = null
      },
    }
  }

  it('is a claim for as long as a lease lasts: who held one that was deleted may not know yet', async () => {
    const { look, remove } = place()
    const terms: unknown[] = []
    for (const seconds of [0, 3, 18, 18.1, 21]) terms.push(await look('one', seconds))
    expect(terms).toEqual([null, null, null, 0, 0])
    remove()
    expect([await look('other', 22), await look('one', 24), await look('other', 25)]).toEqual([
      null,
      null,
      null,
    ])
    expect(await look('other', 40.1)).toBe(0)
  })

  it('and that is deleted before others have seen it gives nobody else the term of its maker', async () => {
    const { look, remove } = place()
    expect([await look('one', 0), await look('one', 3), await look('one', 18.1)]).toEqual([
      null,
      null,
      0,
    ])
    // The other one finds none at 20 and at 23, and has never seen the one that there was between.
    remove()
    expect(await look('other', 20)).toBeNull()
    remove()
    expect(await look('other', 23)).toBeNull()
    expect(await look('other', 37)).toBeNull()
  })

  it('can be taken over by another at once when it was let go, and when it has run out', async () => {
    const { look } = place()
    await look('one', 0)
    expect([await look('other', 1), await look('other', 15.9)]).toEqual([null, null])
    expect(await look('other', 16.1)).toBe(1)
    expect(await look('one', 17)).toBeNull()
  })
})
