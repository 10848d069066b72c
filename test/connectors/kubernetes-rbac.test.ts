import { beforeAll, expect, it } from 'vitest'
import { createKubernetesLease } from '../../src/connectors/kubernetes/lease.js'
import { CLUSTER_BINARIES, sharedCluster } from '../helpers/cluster.js'
import type { ClusterClient } from '../helpers/cluster-client.js'
import { type RoleRule, shippedRules, shippedToken } from '../helpers/deploy.js'
import { makeSample, type Sample } from '../helpers/graph-deployment.js'
import { connectorTo, plannerApi } from '../helpers/planner-api.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

interface Permission {
  readonly resource: string
  readonly verb: string
  /** Whether the sample has adapters. */
  readonly hasAdapters: boolean
}

const NEEDED: readonly Permission[] = [
  { resource: 'dynamographdeployments', verb: 'get', hasAdapters: true },
  { resource: 'dynamographdeploymentscalingadapters/scale', verb: 'get', hasAdapters: true },
  { resource: 'dynamographdeploymentscalingadapters/scale', verb: 'patch', hasAdapters: true },
  { resource: 'dynamographdeployments', verb: 'patch', hasAdapters: false },
]

describeWith(CLUSTER_BINARIES, 'the Role in deploy/kustomize', () => {
  let client: ClusterClient
  beforeAll(async () => {
    client = await sharedCluster('both')
  })

  async function connectAs(sample: Sample, rules: readonly RoleRule[]) {
    const { namespace } = sample
    const token = await shippedToken(client, namespace, rules)
    return connectorTo(sample, { api: plannerApi(client.cluster, { namespace, token }) })
  }

  it.each([
    ['through adapters', true],
    ['in the deployment', false],
  ])('is enough to read and scale, %s', async (_, hasAdapters) => {
    const sample = await makeSample(client, 'v1beta1')
    if (hasAdapters) await sample.makeAdapters()
    const connector = await connectAs(sample, shippedRules())
    // The authorizer hears of a new binding a moment later.
    await until('the Role is known', async () => (await connector.readPools()).decode.isStable)
    expect(await connector.apply({ prefill: 2, decode: 2 })).toMatchObject({
      pools: { prefill: { kind: 'applied' }, decode: { kind: 'applied' } },
    })
  })

  it.each(NEEDED)('without $verb of $resource: the message names that rule', async (permission) => {
    const { resource, verb, hasAdapters } = permission
    const sample = await makeSample(client, 'v1beta1')
    if (hasAdapters) await sample.makeAdapters()
    const connector = await connectAs(sample, without(permission))
    const refused = async () => {
      const error = await connector.apply({ prefill: 2, decode: 1 }).catch((failure) => failure)
      expect(error).toMatchObject({
        exitCode: 3,
        status: 403,
        hint: `the Role needs the rule {apiGroups: ["nvidia.com"], resources: ["${resource}"], verbs: ["${verb}"]}`,
      })
      return true
    }
    await until('the other rules are known', refused)
  })
})

describeWith(CLUSTER_BINARIES, 'the election with the Role in deploy/kustomize', () => {
  it.each(['create', 'get', 'update'])(
    'without %s of leases: the message names that rule',
    async (verb) => {
      const client = await sharedCluster('both')
      const namespace = await client.createNamespace()
      const permission = { resource: 'leases', verb, hasAdapters: false }
      const token = await shippedToken(client, namespace, without(permission))
      const lease = createKubernetesLease({
        api: plannerApi(client.cluster, { namespace, token }),
        ...{ name: 'planner', identity: 'one', leaseSeconds: 60 },
        ...{ steadySeconds: () => 0, nowMs: Date.now },
      })
      const signal = AbortSignal.timeout(30_000)
      await until('the other rules are known', async () => {
        // The first makes the Lease, the second renews it.
        const hold = () => lease.hold(signal)
        const error = await hold()
          .then(hold)
          .catch((failure: unknown) => failure)
        expect(error).toMatchObject({
          hint: `the Role needs the rule {apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["${verb}"]}`,
        })
        return true
      })
    },
  )
})

/** The shipped rules less one permission. */
function without({ resource, verb }: Permission): readonly RoleRule[] {
  return shippedRules()
    .map((rule) =>
      rule.resources.includes(resource)
        ? { ...rule, verbs: rule.verbs.filter((one) => one !== verb) }
        : rule,
    )
    .filter(({ verbs }) => verbs.length > 0)
}
