import { beforeAll, expect, it } from 'vitest'
import type { DeploymentFacts } from '../../src/connectors/environment.js'
import type { KubernetesConnectorOptions } from '../../src/connectors/kubernetes/connector.js'
import { PlannerError } from '../../src/connectors/planner-error.js'
import { CLUSTER_BINARIES, sharedCluster } from '../helpers/cluster.js'
import type { ClusterClient } from '../helpers/cluster-client.js'
import { type ApiVersion, makeSample, type SampleService } from '../helpers/graph-deployment.js'
import { connectorTo } from '../helpers/planner-api.js'
import { describeWith } from '../helpers/server-binaries.js'

const prefill = { name: 'P', type: 'prefill', replicas: 1, args: ['--model', 'm'] }
const decode = { name: 'D', type: 'decode', replicas: 1, args: ['--model', 'm'] }

interface Case {
  readonly title: string
  readonly services: readonly SampleService[]
  readonly options?: Partial<KubernetesConnectorOptions>
  /** What `readDeployment` says, or the name and words of its error. */
  readonly says: Partial<DeploymentFacts> | readonly [name: string, message: string]
}

const CASES: readonly Case[] = [
  {
    title: 'no prefill service',
    services: [decode],
    says: ['SubComponentNotFound', 'deployment demo has no prefill service; it has D'],
  },
  {
    title: 'two decode services',
    services: [prefill, decode, { ...decode, name: 'D2' }],
    says: [
      'DuplicateSubComponent',
      'deployment demo has 2 decode services, D, D2; exactly one is allowed',
    ],
  },
  {
    title: 'several faults at once',
    services: [{ ...prefill, type: 'other' }, decode, { ...decode, name: 'D2' }],
    says: [
      'DeploymentValidation',
      'SubComponentNotFound: deployment demo has no prefill service; it has D, D2, P; DuplicateSubComponent: deployment demo has 2 decode services, D, D2; exactly one is allowed',
    ],
  },
  {
    title: 'no model name',
    services: [
      { ...prefill, args: [] },
      { ...decode, args: ['--port', '1'] },
    ],
    says: [
      'ModelNameNotFound',
      'the arguments of P and D name no model (--served-model-name, --model-name or --model)',
    ],
  },
  {
    title: 'no model name, but the user gives one',
    services: [
      { ...prefill, args: [] },
      { ...decode, args: [] },
    ],
    options: { modelName: 'mine' },
    says: { modelName: 'mine' },
  },
  {
    title: 'pools that serve different models',
    services: [prefill, { ...decode, args: ['--model=other'] }],
    says: ['DeploymentModelNameMismatch', 'P serves m, D serves other'],
  },
  {
    title: 'a model that is not the user’s',
    services: [prefill, decode],
    options: { modelName: 'mine' },
    says: ['UserProvidedModelNameMismatch', '--model-name is mine, but P serves m'],
  },
  {
    title: 'a model that is the user’s but for its case',
    services: [prefill, decode],
    options: { modelName: 'M' },
    says: { modelName: 'm' },
  },
  {
    title: 'services without types, named as the backend names them',
    services: [
      { name: 'VllmPrefillWorker', replicas: 1, args: ['--model m'], gpus: '4' },
      { name: 'VllmDecodeWorker', replicas: 1, args: ['--model m'], gpus: 8, nodes: 2 },
    ],
    says: { modelName: 'm', gpusPerReplica: { prefill: 4, decode: 16 } },
  },
  {
    title: 'a service of the backend’s name but another type',
    services: [
      { ...prefill, name: 'VllmDecodeWorker' },
      { ...prefill, name: 'P2', type: 'x' },
    ],
    says: [
      'SubComponentNotFound',
      'deployment demo has no decode service; it has P2, VllmDecodeWorker',
    ],
  },
  {
    title: 'a single worker, which serves as decode',
    services: [prefill, { ...decode, type: 'worker' }],
    says: { modelName: 'm', gpusPerReplica: { prefill: null, decode: null } },
  },
  {
    title: 'one pool only, where one is planned',
    services: [decode],
    options: { roles: ['decode'] },
    says: { modelName: 'm', gpusPerReplica: { prefill: null, decode: null } },
  },
  {
    title: 'GPUs that are no whole number',
    services: [prefill, { ...decode, gpus: 'all' }],
    says: [
      'DeploymentValidation',
      "service D asks for 'all' GPUs; it must be a whole number, at least 1",
    ],
  },
]

function isError(says: Case['says']): says is readonly [string, string] {
  return Array.isArray(says)
}

for (const version of ['v1alpha1', 'v1beta1'] satisfies ApiVersion[]) {
  describeWith(CLUSTER_BINARIES, `a ${version} deployment`, () => {
    let client: ClusterClient
    beforeAll(async () => {
      client = await sharedCluster(version)
    })

    it.each(CASES)('with $title', async ({ services, options, says }) => {
      // The server keeps a map sorted, so both kinds are made sorted.
      const sorted = [...services].sort((one, other) => (one.name < other.name ? -1 : 1))
      const sample = await makeSample(client, version, sorted)
      const read = connectorTo(sample, options).readDeployment()
      if (!isError(says)) return expect(await read).toMatchObject(says)
      const error = await read.catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(PlannerError)
      expect(error).toMatchObject({ errorName: says[0], exitCode: 2 })
      expect((error as Error).message).toBe(`${says[0]}: ${says[1]}`)
    })

    it('that is not there, or goes', async () => {
      const sample = await makeSample(client, version, [prefill, decode])
      const absent = connectorTo(sample, { deployment: 'other' }).readDeployment()
      await expect(absent).rejects.toMatchObject({ errorName: 'DynamoGraphDeploymentNotFound' })
      await expect(absent).rejects.toThrow(
        `there is no DynamoGraphDeployment other in namespace ${sample.namespace}`,
      )
      const path = `/apis/nvidia.com/${version}/namespaces/${sample.namespace}/dynamographdeployments/demo`
      await sample.patch(path, { metadata: { finalizers: ['example.com/keep'] } })
      await client.send('DELETE', path)
      await expect(connectorTo(sample).apply({ prefill: 2, decode: 2 })).rejects.toThrow(
        'DynamoGraphDeploymentNotFound: demo is being deleted',
      )
    })

    it('whose operator has not seen the last change is not settled', async () => {
      const sample = await makeSample(client, version, [prefill, decode])
      const connector = connectorTo(sample)
      await connector.apply({ prefill: 2, decode: 1 })
      expect(await connector.apply({ prefill: 2, decode: 2 })).toMatchObject({
        kind: 'skipped',
        reason: 'the operator has not seen the last change yet',
      })
    })
  })
}
