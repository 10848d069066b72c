import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ConnectorError } from '../../src/connectors/connector-error.js'
import {
  CLUSTER_BINARIES,
  type OwnCluster,
  sharedCluster,
  startCluster,
} from '../helpers/cluster.js'
import type { ClusterClient } from '../helpers/cluster-client.js'
import { type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.js'
import { makeSample, type Sample } from '../helpers/graph-deployment.js'
import { connectorTo, plannerApi } from '../helpers/planner-api.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

const TOO_MANY = JSON.stringify({ kind: 'Status', message: 'too many requests', code: 429 })

describeWith(CLUSTER_BINARIES, 'on a disturbed line to the API server', () => {
  let client: ClusterClient
  let proxy: FaultProxy
  let sample: Sample
  beforeAll(async () => {
    client = await sharedCluster('both')
    proxy = await startFaultProxy(client.cluster)
  })
  afterAll(() => proxy.close())
  beforeEach(async () => {
    proxy.faults = () => ({ kind: 'none' })
    sample = await makeSample(client, 'v1beta1')
    await sample.makeAdapters()
  })

  function connect(timeoutSeconds = 5) {
    const { namespace } = sample
    const token = client.cluster.adminToken
    const api = plannerApi(
      { ...client.cluster, url: proxy.url },
      { namespace, token, timeoutSeconds },
    )
    return connectorTo(sample, { api })
  }

  const order = { prefill: 2, decode: 3 }
  const stored = async () => [
    await sample.readAdapter('PrefillWorker'),
    await sample.readAdapter('DecodeWorker'),
  ]

  it.each([
    ['a server error', { kind: 'answer', status: 500, body: 'boom' }, "status 500: 'boom'"],
    [
      'a page in its place',
      { kind: 'answer', status: 200, body: '<html>' },
      'the answer is not JSON',
    ],
    ['a login page', { kind: 'answer', status: 302, body: '' }, 'status 302'],
    ['a cut connection', { kind: 'cut' }, 'ECONNRESET'],
    ['no answer at all', { kind: 'hang' }, 'no answer within 0.4 s'],
  ] as const)(
    '%s is an error that says so, nothing is written, and the next order is given',
    async (_, fault, message) => {
      const connector = connect(0.4)
      proxy.faults = () => fault
      const failed = connector.apply(order)
      await expect(failed).rejects.toThrow(ConnectorError)
      await expect(failed).rejects.toThrow(message)
      expect(await stored()).toEqual([1, 1])
      proxy.faults = () => ({ kind: 'none' })
      expect(await connect().apply(order)).toMatchObject({ kind: 'applied' })
      expect(await stored()).toEqual([2, 3])
    },
  )

  it('a server that is busy for a second is asked again, one that is busy for long is not', async () => {
    const busy = (seconds: string) =>
      ({
        kind: 'answer',
        status: 429,
        body: TOO_MANY,
        headers: { 'retry-after': seconds },
      }) as const
    proxy.faults = (_, __, count) => (count < 2 ? busy('0') : { kind: 'none' })
    expect(await connect().apply(order)).toMatchObject({ kind: 'applied' })
    proxy.faults = () => busy('60')
    await expect(connect().readPools()).rejects.toMatchObject({
      status: 429,
      retryAfterSeconds: 60,
    })
  })

  it('an order that a busy server has made wait is not sent by a planner that leads no more', async () => {
    const { namespace } = sample
    const token = client.cluster.adminToken
    const api = plannerApi({ ...client.cluster, url: proxy.url }, { namespace, token })
    let leads = true
    const connector = connectorTo(sample, { api, secondsToWrite: () => (leads ? 10 : 0) })
    proxy.faults = (method) => {
      if (method !== 'PATCH') return { kind: 'none' }
      leads = false
      return { kind: 'answer', status: 429, body: TOO_MANY, headers: { 'retry-after': '0' } }
    }
    await expect(connector.apply(order)).rejects.toMatchObject({ status: 429 })
    proxy.faults = () => ({ kind: 'none' })
    expect(await stored()).toEqual([1, 1])
  })

  it('an order that one pool cannot be given does not keep it from the other', async () => {
    proxy.faults = (method, path) =>
      method === 'PATCH' && path.includes('prefill')
        ? { kind: 'answer', status: 503, body: 'down' }
        : { kind: 'none' }
    expect(await connect().apply(order)).toMatchObject({
      kind: 'applied',
      pools: {
        prefill: { kind: 'skipped', reason: expect.stringContaining("status 503: 'down'") },
        decode: { kind: 'applied' },
      },
    })
    expect(await stored()).toEqual([1, 3])
  })

  it('an order whose answer is lost is not given a second time', async () => {
    const connector = connect()
    await connector.apply({ prefill: 1, decode: 1 })
    proxy.faults = (method) => (method === 'PATCH' ? { kind: 'lose-answer' } : { kind: 'none' })
    await expect(connector.apply({ prefill: 1, decode: 3 })).rejects.toThrow('ECONNRESET')
    let patches = 0
    proxy.faults = (method) => {
      if (method === 'PATCH') patches++
      return { kind: 'none' }
    }
    await sample.operate()
    // Nor is it taken for somebody else's.
    expect(await connector.apply({ prefill: 1, decode: 3 })).toEqual({
      kind: 'unchanged',
      pools: { prefill: { kind: 'unchanged' }, decode: { kind: 'unchanged' } },
    })
    expect(patches).toBe(0)
  })

  it('a call ends with its signal', async () => {
    proxy.faults = () => ({ kind: 'hang' })
    const reason = new Error('interrupted')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 50)
    await expect(connect(30).apply(order, controller.signal)).rejects.toBe(reason)
  })
})

describeWith(CLUSTER_BINARIES, 'when the API server is killed', () => {
  let own: OwnCluster
  beforeAll(async () => {
    own = await startCluster('v1alpha1')
  })
  afterAll(() => own.kill())

  it('orders fail with its address, and go through once it is back', async () => {
    const sample = await makeSample(own.client, 'v1alpha1')
    const connector = connectorTo(sample)
    await connector.apply({ prefill: 2, decode: 1 })
    await sample.operate()
    own.apiserver.kill('SIGKILL')
    await until('the server is gone', () => own.apiserver.signalCode !== null)
    const failed = connector.apply({ prefill: 2, decode: 2 })
    await expect(failed).rejects.toThrow(`API server ${own.client.cluster.url}:`)
    await expect(failed).rejects.toThrow('ECONNREFUSED')
    await own.restart()
    expect(await connector.apply({ prefill: 2, decode: 2 })).toMatchObject({ kind: 'applied' })
    expect(await sample.readReplicas('DecodeWorker')).toBe(2)
  })

  it('a deployment that was deleted and made anew is scaled as it is now', async () => {
    const sample = await makeSample(own.client, 'v1alpha1')
    const connector = connectorTo(sample)
    await connector.apply({ prefill: 3, decode: 1 })
    const path = `/apis/nvidia.com/v1alpha1/namespaces/${sample.namespace}/dynamographdeployments`
    const { body } = await own.client.send('GET', `${path}/demo`)
    await own.client.send('DELETE', `${path}/demo`)
    await expect(connector.apply({ prefill: 3, decode: 2 })).rejects.toThrow(
      'DynamoGraphDeploymentNotFound',
    )
    const { spec, apiVersion, kind } = body as { spec: object; apiVersion: string; kind: string }
    const metadata = { name: 'demo', namespace: sample.namespace }
    await own.client.create({ apiVersion, kind, metadata, spec })
    await sample.operate()
    expect(await connector.apply({ prefill: 3, decode: 2 })).toMatchObject({ kind: 'applied' })
  })
})
