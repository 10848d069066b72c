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

describe('a Lease that is not there', () => {
  const at = { seconds: 100 }
  function lease() {
    const verbs: string[] = []
    let stored: unknown = null
    const api = apiOver({
      async call({ method, body }) {
        verbs.push(method)
        if (method !== 'GET') {
          stored = { metadata: { name: 'planner', resourceVersion: '1' }, ...JSON.parse(body!) }
        }
        return stored === null
          ? { status: 404, headers: {}, text: '{"kind":"Status"}' }
          : { status: 200, headers: {}, text: JSON.stringify(stored) }
      },
    })
    return {
      verbs,
      ...createKubernetesLease({
        ...{ api, name: 'planner', identity: 'me', leaseSeconds: 15 },
        steadySeconds: () => at.seconds,
        nowMs: () => 0,
      }),
    }
  }

  it('is waited for as one that is not renewed: who held it may not know yet', async () => {
    const { hold, verbs } = lease()
    const { signal } = new AbortController()
    const terms: unknown[] = []
    for (const seconds of [100, 107, 115, 115.1]) {
      at.seconds = seconds
      terms.push((await hold(signal))?.term ?? null)
    }
    expect(terms).toEqual([null, null, null, 0])
    expect(verbs).toEqual(['GET', 'GET', 'GET', 'GET', 'POST'])
  })
})

it('A Lease that is missing again is waited out again, by whoever led meanwhile, too', async () => {
  let stored: { spec: object } | null = null
  let seconds = 0
  const api = apiOver({
    async call({ method, body }) {
      if (method === 'GET' && stored === null)
        return { status: 404, headers: {}, text: '{"kind":"Status"}' }
      if (method !== 'GET')
        stored = { ...JSON.parse(body ?? '{}'), metadata: { resourceVersion: '1' } }
      return { status: 200, headers: {}, text: JSON.stringify(stored) }
    },
  })
  const lease = createKubernetesLease({
    ...{ api, name: 'planner', identity: 'one', leaseSeconds: 15 },
    ...{ steadySeconds: () => seconds, nowMs: () => 0 },
  })
  const holdAt = (at: number) => {
    seconds = at
    return lease.hold(new AbortController().signal)
  }
  expect(await holdAt(0)).toBeNull()
  expect(await holdAt(16)).not.toBeNull()
  expect(await holdAt(19)).not.toBeNull()
  stored = null
  expect(await holdAt(22)).toBeNull()
  expect(await holdAt(38)).not.toBeNull()
})
