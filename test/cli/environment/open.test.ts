import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type EnvironmentRequest,
  type LiveEnvironment,
  openEnvironment,
} from '../../../src/cli/environment/open.js'
import { settingReader } from '../../../src/cli/settings/setting-reader.js'
import { createEtcdGateway } from '../../../src/connectors/etcd/gateway.js'
import { createEtcdStore } from '../../../src/connectors/etcd/store.js'
import { Secrets } from '../../../src/connectors/secrets.js'
import { createVirtualEnvironment } from '../../../src/connectors/virtual-environment.js'
import { CLUSTER_BINARIES, sharedCluster } from '../../helpers/cluster.js'
import { shippedToken } from '../../helpers/deploy.js'
import { type EtcdServer, etcdOptions, startEtcd } from '../../helpers/etcd.js'
import { makeSample } from '../../helpers/graph-deployment.js'
import { writeKubeconfig } from '../../helpers/kubeconfig.js'
import { describeWith } from '../../helpers/server-binaries.js'
import { until } from '../../helpers/until.js'

type Place = Pick<EnvironmentRequest, 'kind'> & {
  readonly flags?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

const ELECT = { 'leader-elect': '--leader-elect', 'lease-seconds': '5' }

function open({ kind, flags = {}, env = {} }: Place, maxGpuBudget = -1): Promise<LiveEnvironment> {
  const raw = Object.entries(flags).map(([flag, input]) => ({ type: 'flag', flag, input }))
  return openEnvironment({
    kind,
    settings: settingReader(raw, env),
    roles: ['prefill', 'decode'],
    backend: 'vllm',
    modelName: null,
    maxGpuBudget,
    gpusPerReplica: { prefill: null, decode: null },
    heldUpSeconds: { prefill: null, decode: null },
    maxWaitSeconds: 1800,
    acts: true,
    secrets: new Secrets(),
    onElectionError: () => undefined,
  })
}

/** Runs the election of an environment; `stop` gives the lease up. */
function elect({ leadership }: LiveEnvironment) {
  const end = new AbortController()
  const ended = leadership.run(end.signal)
  return () => {
    end.abort()
    return ended
  }
}

/** Two planners of which the second writes only after the first has ended. */
async function actsOneAfterTheOther(place: Place, operate: () => Promise<void>): Promise<void> {
  const elected = { ...place, flags: { ...place.flags, ...ELECT } }
  const [first, second] = [await open(elected), await open(elected)]
  const stopFirst = elect(first)
  await until('the first leads', () => first.leadership.isLeader())
  const stopSecond = elect(second)
  expect(await first.connector.apply({ prefill: 2, decode: 2 })).toMatchObject({ kind: 'applied' })
  await operate()
  const refused = await second.connector.apply({ prefill: 3, decode: 3 })
  expect(refused).toMatchObject({
    kind: 'skipped',
    reason: expect.stringContaining('not the leader'),
  })
  await stopFirst()
  await until('the second leads', () => second.leadership.isLeader())
  expect(await first.connector.apply({ prefill: 9, decode: 9 })).toMatchObject({ kind: 'skipped' })
  expect(await second.connector.apply({ prefill: 3, decode: 3 })).toMatchObject({ kind: 'applied' })
  await stopSecond()
}

describeWith(CLUSTER_BINARIES, 'the environment kubernetes', () => {
  async function place() {
    const client = await sharedCluster('both')
    const sample = await makeSample(client, 'v1beta1')
    const { namespace, name } = sample
    const token = await shippedToken(client, namespace)
    const kubeconfig = writeKubeconfig(client.cluster, { namespace, token })
    const env = { DYN_PARENT_DGD_K8S_NAME: name }
    const opened: Place = { kind: 'kubernetes', flags: { kubeconfig }, env }
    const { connector } = await open(opened)
    await until('the Role is known', async () => (await connector.readPools()).decode.isStable)
    return { sample, opened }
  }

  it('scales the deployment that the environment names, within the budget', async () => {
    const { sample, opened } = await place()
    const { connector, leadership } = await open(opened, 5)
    expect(leadership.isLeader()).toBe(true)
    expect(await connector.apply({ prefill: 1, decode: 3 })).toMatchObject({ kind: 'skipped' })
    expect(await connector.apply({ prefill: 1, decode: 2 })).toMatchObject({ kind: 'applied' })
    expect(await sample.readReplicas('DecodeWorker')).toBe(2)
  })

  it('is written by one planner at a time with --leader-elect', async () => {
    const { sample, opened } = await place()
    await actsOneAfterTheOther(opened, () => sample.operate())
    expect(await sample.readReplicas('DecodeWorker')).toBe(3)
  })

  it('needs a deployment', async () => {
    await expect(open({ kind: 'kubernetes' })).rejects.toThrow(/^a deployment is needed/)
  })
})

describeWith(['etcd'], 'the environment virtual', () => {
  let server: EtcdServer
  beforeAll(async () => {
    server = await startEtcd()
  })
  afterAll(() => server.kill())

  it('is written by one planner at a time with --leader-elect', async () => {
    const env = { ETCD_ENDPOINTS: server.url.origin, DYN_NAMESPACE: 'elected' }
    const store = createEtcdStore(createEtcdGateway(etcdOptions(server.url)))
    const environment = createVirtualEnvironment(store, 'elected')
    await actsOneAfterTheOther({ kind: 'virtual', env }, () => environment.acknowledge(0))
    expect(await environment.order()).toMatchObject({
      decisionId: 1,
      replicas: { prefill: 3, decode: 3 },
    })
  })
})
