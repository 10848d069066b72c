import type { EnvironmentConnector } from '../../connectors/environment.js'
import type { Leadership } from '../../connectors/leadership.js'
import type { Secrets } from '../../connectors/secrets.js'
import type { PerRole, Role } from '../../domain/role.js'
import type { Backend } from '../../domain/settings.js'
import { LIVE_SETTINGS } from '../settings/other-settings.js'
import { type SettingReader, textOf } from '../settings/setting-reader.js'
import { candidateOf, openElection, steadySeconds } from './election.js'
import { openEtcdGateway } from './etcd.js'
import { deploymentName, openKubernetesApi } from './kubernetes.js'

export interface EnvironmentRequest {
  readonly kind: 'kubernetes' | 'virtual'
  /** Where the environment is and how it is reached. */
  readonly settings: SettingReader
  /** The pools that are planned. */
  readonly roles: readonly Role[]
  readonly backend: Backend
  /** Null: what the deployment says. */
  readonly modelName: string | null
  /** −1: no limit. */
  readonly maxGpuBudget: number
  /** Where the deployment does not say; null: not known. */
  readonly gpusPerReplica: PerRole<number | null>
  readonly maxWaitSeconds: number
  /** How long orders have been held up already, by the journal of earlier runs. */
  readonly heldUpSeconds: PerRole<number | null>
  /** False: nothing will be ordered, so no lease is asked for. */
  readonly acts: boolean
  /** Learns what must never be shown. */
  readonly secrets: Secrets
  /** Told why the lease could not be taken or renewed. */
  readonly onElectionError: (error: unknown) => void
}

export interface LiveEnvironment {
  readonly connector: EnvironmentConnector
  /** To be run beside the loop, and ended after it: an order under way must find the lease still held. */
  readonly leadership: Leadership
}

/** What carries decisions out, and who of several planners may decide. Clients are loaded only on use. */
export function openEnvironment(request: EnvironmentRequest): Promise<LiveEnvironment> {
  return request.kind === 'kubernetes' ? openKubernetes(request) : openVirtual(request)
}

async function openKubernetes(request: EnvironmentRequest): Promise<LiveEnvironment> {
  const { settings, maxGpuBudget: maxGpus, gpusPerReplica, secrets } = request
  const deployment = deploymentName(settings)
  const candidate = request.acts ? candidateOf(settings) : null
  const [api, { createKubernetesConnector }, { createKubernetesLease }] = await Promise.all([
    openKubernetesApi(settings, secrets),
    import('../../connectors/kubernetes/connector.js'),
    import('../../connectors/kubernetes/lease.js'),
  ])
  const lease =
    candidate && createKubernetesLease({ api, ...candidate, steadySeconds, nowMs: Date.now })
  const leadership = await openElection(candidate, lease, request.onElectionError)
  const connector = createKubernetesConnector({
    ...{ ...request, api, deployment, budget: { maxGpus, gpusPerReplica } },
    nowSeconds: steadySeconds,
    ...{ secondsToWrite: leadership.secondsLeft, term: leadership.term },
  })
  return { connector, leadership }
}

async function openVirtual(request: EnvironmentRequest): Promise<LiveEnvironment> {
  const { settings, secrets } = request
  const namespace = textOf(settings, LIVE_SETTINGS.namespace)!
  const candidate = request.acts ? candidateOf(settings) : null
  const [gateway, { createEtcdStore }, { createVirtualWorkers }, { createEtcdLease }] =
    await Promise.all([
      openEtcdGateway(settings, secrets),
      import('../../connectors/etcd/store.js'),
      import('../../connectors/virtual-workers.js'),
      import('../../connectors/etcd/lease.js'),
    ])
  // Beside the protocol's keys, not among them.
  const key = `v1/${namespace}/planner_leader/${candidate?.name}`
  const lease = candidate && createEtcdLease({ gateway, key, ...candidate })
  const leadership = await openElection(candidate, lease, request.onElectionError)
  const connector = createVirtualWorkers({
    ...{ ...request, namespace, store: createEtcdStore(gateway), nowSeconds: steadySeconds },
    ...{ mayWrite: leadership.isLeader, term: leadership.term },
    ...(lease && { writeOnlyIf: lease.fence }),
  })
  return { connector, leadership }
}
