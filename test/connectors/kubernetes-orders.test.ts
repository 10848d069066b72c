import { beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '../../src/connectors/kubernetes/api-error.js'
import { CLUSTER_BINARIES, sharedCluster } from '../helpers/cluster.js'
import type { ClusterClient } from '../helpers/cluster-client.js'
import { makeSample, type Sample, SERVICES } from '../helpers/graph-deployment.js'
import { connectorTo, plannerApi } from '../helpers/planner-api.js'
import { recordingApi } from '../helpers/recording-api.js'
import { describeWith } from '../helpers/server-binaries.js'

const [FRONTEND, PREFILL, DECODE] = SERVICES as [
  (typeof SERVICES)[number],
  (typeof SERVICES)[number],
  (typeof SERVICES)[number],
]
const NO_FLAGS = { prefill: null, decode: null }

/** Prefill replicas take 1 GPU, decode replicas 2. */
function pools(prefill: number | 'missing', decode: number) {
  return [FRONTEND, { ...PREFILL, replicas: prefill }, { ...DECODE, replicas: decode }]
}

describeWith(CLUSTER_BINARIES, 'an order to Kubernetes', () => {
  let client: ClusterClient
  beforeAll(async () => {
    client = await sharedCluster('both')
  })

  const make = (services = pools(1, 1)) => makeSample(client, 'v1beta1', services)
  const apiOf = ({ namespace }: Sample) =>
    plannerApi(client.cluster, { namespace, token: client.cluster.adminToken })
  const root = ({ namespace }: Sample) => `/apis/nvidia.com/v1beta1/namespaces/${namespace}`
  const deploymentPath = (sample: Sample) => `${root(sample)}/dynamographdeployments/demo`

  it('of the counts that stand sends nothing', async () => {
    const sample = await make()
    const api = recordingApi(apiOf(sample))
    const connector = connectorTo(sample, { api })
    expect(await connector.apply({ prefill: 1, decode: 1 })).toMatchObject({ kind: 'unchanged' })
    expect(api.writes).toEqual([])
  })

  it('reads a missing replicas as 0, and never writes one away', async () => {
    const sample = await make(pools('missing', 1))
    const connector = connectorTo(sample)
    expect((await connector.readPools()).prefill).toMatchObject({ desired: 0, isStable: true })
    expect(await connector.apply({ prefill: 0, decode: 1 })).toMatchObject({ kind: 'unchanged' })
    expect(await sample.readReplicas('PrefillWorker')).toBeUndefined()
    await connector.apply({ prefill: 2, decode: 0 })
    expect(await sample.readReplicas('PrefillWorker')).toBe(2)
    expect(await sample.readReplicas('DecodeWorker')).toBe(0)
  })

  it('does not take an adapter without a count for one of 0', async () => {
    const sample = await make(pools('missing', 1))
    await sample.makeAdapters()
    await expect(connectorTo(sample).apply({ prefill: 1, decode: 2 })).rejects.toThrow(
      'the spec replicas field ".spec.replicas" does not exist',
    )
    expect(await sample.readAdapter('DecodeWorker')).toBe(1)
  })

  it('is given again when somebody has written in between', async () => {
    const sample = await make()
    const api = recordingApi(apiOf(sample), async (_, count) => {
      const annotations = { count: String(count) }
      if (count < 2) await sample.patch(deploymentPath(sample), { metadata: { annotations } })
    })
    const connector = connectorTo(sample, { api })
    expect(await connector.apply({ prefill: 3, decode: 1 })).toMatchObject({ kind: 'applied' })
    expect(api.writes.map(({ failed }) => failed)).toEqual([true, true, false])
    expect(await sample.readReplicas('PrefillWorker')).toBe(3)
  })

  it('gives way, without a write, when somebody has ordered the same in between', async () => {
    const sample = await make()
    await sample.makeAdapters()
    const path = `${root(sample)}/dynamographdeploymentscalingadapters/demo-prefillworker`
    const api = recordingApi(apiOf(sample), async (_, count) => {
      if (count === 0) await sample.patch(path, { spec: { replicas: 3 } })
    })
    const outcome = await connectorTo(sample, { api }).apply({ prefill: 3, decode: 1 })
    expect(outcome).toMatchObject({ kind: 'unchanged' })
    expect(api.writes.map(({ failed }) => failed)).toEqual([true])
  })

  it('finds its component when the list was put into another order in between', async () => {
    const sample = await make()
    const api = recordingApi(apiOf(sample), async (_, count) => {
      if (count > 0) return
      const { body } = await client.send('GET', deploymentPath(sample))
      const { components } = (body as { spec: { components: object[] } }).spec
      await sample.patch(deploymentPath(sample), { spec: { components: components.reverse() } })
    })
    await connectorTo(sample, { api }).apply({ prefill: 5, decode: 1 })
    expect(await sample.readReplicas('PrefillWorker')).toBe(5)
    expect(await sample.readReplicas('DecodeWorker')).toBe(1)
    expect(await sample.readReplicas('Frontend')).toBe(1)
  })

  it.each([
    ['through adapters', true],
    ['in the deployment', false],
  ])(
    'shrinks one pool before it grows the other, so that the budget holds at every moment (%s)',
    async (_, hasAdapters) => {
      const sample = await make(pools(4, 2))
      if (hasAdapters) await sample.makeAdapters()
      const sums: number[] = []
      const current = async (service: string) =>
        (hasAdapters ? await sample.readAdapter(service) : await sample.readReplicas(service)) ?? 0
      const sum = async () =>
        sums.push((await current('PrefillWorker')) + 2 * (await current('DecodeWorker')))
      const api = recordingApi(apiOf(sample), async () => void (await sum()))
      const budget = { maxGpus: 8, gpusPerReplica: NO_FLAGS }
      await connectorTo(sample, { api, budget }).apply({ prefill: 2, decode: 3 })
      await sum()
      expect(sums).toEqual([8, 6, 8])
    },
  )

  it('does not grow a pool over the budget while the other cannot shrink', async () => {
    const sample = await make(pools(4, 2))
    await sample.operate({ PrefillWorker: 3 })
    const budget = { maxGpus: 8, gpusPerReplica: NO_FLAGS }
    expect(await connectorTo(sample, { budget }).apply({ prefill: 2, decode: 3 })).toEqual({
      kind: 'skipped',
      reason:
        'prefill is rolling out: 4 desired, 4 updated, 3 running; decode: 3 replicas would bring the orders to 10 GPUs, above the budget of 8',
      pools: {
        prefill: {
          kind: 'skipped',
          reason: 'prefill is rolling out: 4 desired, 4 updated, 3 running',
        },
        decode: {
          kind: 'skipped',
          reason: 'decode: 3 replicas would bring the orders to 10 GPUs, above the budget of 8',
        },
      },
    })
  })

  it('leads back into a budget that somebody has exceeded', async () => {
    const sample = await make(pools(10, 5))
    const budget = { maxGpus: 8, gpusPerReplica: NO_FLAGS }
    await connectorTo(sample, { budget }).apply({ prefill: 4, decode: 2 })
    expect(await sample.readReplicas('PrefillWorker')).toBe(4)
    expect(await sample.readReplicas('DecodeWorker')).toBe(2)
  })

  it('is not held up in one pool by a replica of the other that can never start', async () => {
    const sample = await make(pools(2, 1))
    await sample.operate({ PrefillWorker: 1 })
    const clock = { seconds: 0 }
    const connector = connectorTo(sample, { nowSeconds: () => clock.seconds })
    expect(await connector.apply({ prefill: 1, decode: 4 })).toMatchObject({
      kind: 'applied',
      pools: { prefill: { kind: 'skipped' }, decode: { kind: 'applied', from: 1, to: 4 } },
    })
    await sample.operate({ PrefillWorker: 1 })
    clock.seconds = 1799
    expect(await connector.apply({ prefill: 1, decode: 4 })).toMatchObject({ kind: 'skipped' })
    clock.seconds = 1800
    expect(await connector.apply({ prefill: 1, decode: 4 })).toMatchObject({
      pools: { prefill: { kind: 'applied', from: 2, to: 1 }, decode: { kind: 'unchanged' } },
    })
  })

  it('names counts that somebody else has set, and overrides them', async () => {
    const sample = await make()
    await sample.makeAdapters()
    const connector = connectorTo(sample)
    await connector.apply({ prefill: 2, decode: 2 })
    const path = `${root(sample)}/dynamographdeploymentscalingadapters/demo-decodeworker`
    await sample.patch(path, { spec: { replicas: 7 } })
    await sample.operate()
    expect(await connector.apply({ prefill: 2, decode: 3 })).toMatchObject({
      kind: 'applied',
      manualEdits: [{ role: 'decode', decided: 2, found: 7 }],
    })
    expect(await sample.readAdapter('DecodeWorker')).toBe(3)
  })

  it('is not sent by a planner that has lost the lease', async () => {
    const sample = await make()
    const api = recordingApi(apiOf(sample))
    const connector = connectorTo(sample, { api, secondsToWrite: () => 0 })
    expect(await connector.apply({ prefill: 2, decode: 2 })).toMatchObject({
      kind: 'skipped',
      reason: 'this planner is not the leader any more',
    })
    expect(api.writes).toEqual([])
  })

  it('is checked by the server and stored nowhere in a dry run', async () => {
    const sample = await make()
    await sample.makeAdapters()
    const connector = connectorTo(sample, { isDryRun: true })
    expect(await connector.apply({ prefill: 5, decode: 5 })).toMatchObject({ kind: 'applied' })
    expect(await sample.readAdapter('PrefillWorker')).toBe(1)
    await expect(connector.apply({ prefill: 2 ** 31, decode: 1 })).rejects.toThrow(/status 422/)
  })

  it('leaves a pool alone that is not planned', async () => {
    const sample = await make(pools(4, 1))
    const connector = connectorTo(sample, { roles: ['decode'] })
    await connector.apply({ prefill: 0, decode: 2 })
    expect(await sample.readReplicas('PrefillWorker')).toBe(4)
    expect((await connector.readPools()).prefill).toEqual({
      desired: 0,
      running: 0,
      isStable: true,
    })
  })

  describe('and its refusals', () => {
    it('tell an object that is absent from a version that is not served', async () => {
      const older = await sharedCluster('v1alpha1')
      const api = plannerApi(older.cluster, {
        namespace: 'default',
        token: older.cluster.adminToken,
      })
      const read = (version: string) =>
        api
          .send({
            ...{ verb: 'get', group: 'nvidia.com', version },
            ...{ resource: 'dynamographdeployments', name: 'none' },
          } as const)
          .catch((error: unknown) => (error instanceof ApiError ? error.refusal : error))
      expect(await read('v1alpha1')).toBe('not-found')
      expect(await read('v1beta1')).toBe('not-served')
    })

    it('name a field that the server does not know', async () => {
      const sample = await make()
      await sample.makeAdapters()
      const patch = apiOf(sample).send({
        ...{ verb: 'patch', group: 'nvidia.com', version: 'v1beta1', patch: 'merge' },
        ...{ resource: 'dynamographdeploymentscalingadapters', name: 'demo-decodeworker' },
        body: { spec: { replica: 3 } },
      } as const)
      await expect(patch).rejects.toThrow('unknown field "spec.replica"')
    })

    it('of a foreign token say what may be the matter', async () => {
      const sample = await make()
      const { namespace } = sample
      const api = plannerApi(client.cluster, { namespace, token: 'no-such-token' })
      const refused = connectorTo(sample, { api }).readPools()
      await expect(refused).rejects.toMatchObject({
        exitCode: 3,
        hint: 'the token or certificate is not accepted; it may have expired',
      })
      await expect(refused).rejects.not.toThrow('no-such-token')
    })
  })
})
