import { beforeAll, expect, it } from 'vitest'
import { CLUSTER_BINARIES, sharedCluster } from '../helpers/cluster.js'
import type { ClusterClient } from '../helpers/cluster-client.js'
import type { World } from '../helpers/crds.js'
import { type ApiVersion, makeSample } from '../helpers/graph-deployment.js'
import { connectorTo } from '../helpers/planner-api.js'
import { describeWith } from '../helpers/server-binaries.js'

const WORLDS: readonly { readonly world: World; readonly version: ApiVersion }[] = [
  { world: 'v1alpha1', version: 'v1alpha1' },
  { world: 'v1beta1', version: 'v1beta1' },
  { world: 'both', version: 'v1beta1' },
]

for (const { world, version } of WORLDS) {
  describeWith(CLUSTER_BINARIES, `the Kubernetes connector where ${world} is served`, () => {
    let client: ClusterClient
    beforeAll(async () => {
      client = await sharedCluster(world)
    })

    it('says what the deployment serves, and the GPUs of one replica', async () => {
      const connector = connectorTo(await makeSample(client, version))
      expect(await connector.readDeployment()).toEqual({
        modelName: 'Qwen/Qwen3',
        gpusPerReplica: { prefill: 1, decode: 2 },
      })
    })

    it('scales through the adapters, and says when the operator is not done', async () => {
      const sample = await makeSample(client, version)
      await sample.makeAdapters()
      const connector = connectorTo(sample)
      expect(await connector.apply({ prefill: 1, decode: 3 })).toEqual({
        kind: 'applied',
        pools: { prefill: { kind: 'unchanged' }, decode: { kind: 'applied', from: 1, to: 3 } },
      })
      expect(await sample.readAdapter('DecodeWorker')).toBe(3)
      expect(await sample.readReplicas('DecodeWorker')).toBe(1)
      const { decode } = await connector.readPools()
      expect(decode).toEqual({ desired: 3, running: 1, isStable: false })
      await sample.operate()
      expect((await connector.readPools()).decode).toEqual({
        desired: 3,
        running: 3,
        isStable: true,
      })
    })

    it('scales in the deployment where there is no adapter, both pools in one order', async () => {
      const sample = await makeSample(client, version)
      const connector = connectorTo(sample)
      expect(await connector.apply({ prefill: 4, decode: 3 })).toMatchObject({ kind: 'applied' })
      expect(await sample.readReplicas('PrefillWorker')).toBe(4)
      expect(await sample.readReplicas('DecodeWorker')).toBe(3)
      expect(await sample.readReplicas('Frontend')).toBe(1)
    })
  })
}
