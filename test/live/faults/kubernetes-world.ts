import { KubeConfig } from '@kubernetes/client-node'
import type { Wire } from '../../../src/connectors/http-call.js'
import { createKubernetesApi } from '../../../src/connectors/kubernetes/api.js'
import { createKubernetesConnector } from '../../../src/connectors/kubernetes/connector.js'
import type { ApiVersion } from '../../../src/connectors/kubernetes/deployment.js'
import { createKubernetesLease } from '../../../src/connectors/kubernetes/lease.js'
import { type PerRole, ROLES, type Role } from '../../../src/domain/role.js'
import {
  FAULTY_MS,
  GPUS,
  INTERVAL_SECONDS,
  LEASE_SECONDS,
  MOST_WAIT_SECONDS,
  SETTINGS,
  TIMEOUT_SECONDS,
} from './day-settings.js'
import type { Sent } from './faulty-wire.js'
import { MemoryKubernetes } from './memory-kubernetes.js'
import type { Candidate, World, WorldParts } from './world.js'

const DEPLOYMENT = 'dynamographdeployments/demo'
const NAMES = { prefill: 'PrefillWorker', decode: 'DecodeWorker' }
const LEASE = 'leases/planner'

/** A DynamoGraphDeployment in one of the API versions, with scaling adapters or without, and its operator. */
export function createKubernetesWorld(parts: WorldParts): World {
  const { clock, chance, watch } = parts
  const version = chance.pick(['v1alpha1', 'v1beta1'] as const)
  const hasAdapters = chance.is(0.6)
  const server = new MemoryKubernetes(servedIn(version, hasAdapters), (path, _, sent) => {
    if (path !== LEASE) tellOrder(sent)
  })
  const running = { prefill: 1, decode: 1 }
  const handedOn = { prefill: 1, decode: 1 }
  let before = { prefill: 1, decode: 1 }

  function ordered(): PerRole<number> {
    const role = (one: Role) =>
      hasAdapters ? server.read(adapterOf(one))!.spec.replicas! : replicasIn(one)
    return { prefill: role('prefill'), decode: role('decode') }
  }

  function replicasIn(role: Role): number {
    const { services, components } = server.read(DEPLOYMENT)!.spec as Spec
    const found = services?.[NAMES[role]] ?? components?.find(({ name }) => name === NAMES[role])
    return found!.replicas
  }

  function tellOrder(sent: Sent): void {
    const now = ordered()
    const replicas = Object.fromEntries(
      ROLES.filter((role) => now[role] !== before[role]).map((role) => [role, now[role]]),
    )
    watch.tellOrder({ replicas, ordered: now, sent })
    before = now
    void later(chance.between(1, 120)).then(operate)
  }

  /** The operator hands orders on; pods come up in their own time, now and then not for very long. */
  async function operate(): Promise<void> {
    for (const role of ROLES) handedOn[role] = ordered()[role]
    report()
    const isStuck = chance.is(0.05) && clock.steadyMs() < FAULTY_MS
    await later(chance.between(1, (isStuck ? 4 : 0.7) * INTERVAL_SECONDS))
    for (const role of ROLES) running[role] = handedOn[role]
    report()
  }

  function report(): void {
    const counts = (role: Role) => [
      NAMES[role],
      { availableReplicas: running[role], updatedReplicas: handedOn[role] },
    ]
    const byName = Object.fromEntries(ROLES.map(counts))
    // Where there are no adapters, the deployment itself is what is ordered.
    const spec = hasAdapters ? specOf(version, handedOn) : server.read(DEPLOYMENT)!.spec
    const { generation } = server.put(DEPLOYMENT, { spec }).metadata
    const status = {
      observedGeneration: generation,
      conditions: [{ type: 'Ready', status: 'True' }],
      ...(version === 'v1alpha1' ? { services: byName } : { components: byName }),
    }
    server.put(DEPLOYMENT, { spec, status })
  }

  const later = (seconds: number) => clock.sleepUntil(clock.steadyMs() + seconds * 1000)

  if (hasAdapters) for (const role of ROLES) server.put(adapterOf(role), { spec: { replicas: 1 } })
  server.put(DEPLOYMENT, { spec: specOf(version, handedOn) })
  report()
  return {
    server,
    ordered,
    loseLease() {
      server.delete(LEASE)
      // Whoever makes it anew may never have seen it.
      watch.beginTermsAnew()
    },
    connect,
  }
}

function connect({ process, identity, leadership, elects }: Candidate, wire: Wire) {
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    { name: 'memory', server: 'http://memory', skipTLSVerify: true },
    { name: 'planner', token: identity },
  )
  const api = createKubernetesApi({
    ...{ config, namespace: 'default', timeoutSeconds: TIMEOUT_SECONDS, wire },
  })
  const steadySeconds = () => process.steadyMs() / 1000
  const environment = createKubernetesConnector({
    api,
    ...{ deployment: 'demo', roles: ROLES, backend: 'vllm', modelName: 'llama' },
    budget: { maxGpus: SETTINGS.maxGpuBudget, gpusPerReplica: GPUS },
    maxWaitSeconds: MOST_WAIT_SECONDS,
    nowSeconds: steadySeconds,
    ...(elects && { secondsToWrite: () => leadership().secondsLeft() }),
    term: () => leadership().term(),
  })
  const lease = createKubernetesLease({
    ...{
      api,
      name: 'planner',
      identity,
      leaseSeconds: LEASE_SECONDS,
      MOST_WAIT_SECONDS,
      steadySeconds,
    },
    nowMs: () => process.epochMs(),
  })
  return { environment, lease }
}

interface Spec {
  readonly services?: Readonly<Record<string, { readonly replicas: number }>>
  readonly components?: readonly { readonly name: string; readonly replicas: number }[]
}

const adapterOf = (role: Role) =>
  `dynamographdeploymentscalingadapters/demo-${NAMES[role].toLowerCase()}`

function servedIn(version: ApiVersion, hasAdapters: boolean) {
  const adapters = hasAdapters ? ['dynamographdeploymentscalingadapters/scale'] : []
  return {
    [`nvidia.com/${version}`]: ['dynamographdeployments', ...adapters],
    'coordination.k8s.io/v1': ['leases'],
  }
}

function specOf(version: ApiVersion, replicas: PerRole<number>): Record<string, unknown> {
  if (version === 'v1alpha1') {
    const service = (role: Role) => [
      NAMES[role],
      {
        replicas: replicas[role],
        subComponentType: role,
        resources: { limits: { gpu: GPUS[role] } },
      },
    ]
    return { services: Object.fromEntries(ROLES.map(service)) }
  }
  const container = (role: Role) => ({
    name: 'main',
    resources: { limits: { 'nvidia.com/gpu': GPUS[role] } },
  })
  const components = ROLES.map((role) => ({
    name: NAMES[role],
    type: role,
    replicas: replicas[role],
    podTemplate: { spec: { containers: [container(role)] } },
  }))
  return { components }
}
