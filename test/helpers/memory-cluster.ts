import { ConnectorError } from '../../src/connectors/connector-error.js'
import type { KubernetesApi } from '../../src/connectors/kubernetes/api.js'
import { ApiError } from '../../src/connectors/kubernetes/api-error.js'
import type { ApiRequest } from '../../src/connectors/kubernetes/api-request.js'
import type { PerRole, Role } from '../../src/domain/role.js'

/** What happens to one call: nothing, it is lost before or after the server, or somebody else writes first. */
export type CallFault = 'none' | 'lost' | 'answer-lost' | 'outrun'

export interface MemoryWrite {
  readonly role: Role
  readonly replicas: number
  /** Ordered GPUs of both pools before and after. */
  readonly gpusBefore: number
  readonly gpusAfter: number
}

export interface MemoryCluster {
  readonly api: KubernetesApi
  readonly writes: readonly MemoryWrite[]
  readonly ordered: PerRole<number>
  /** Asked once a call. */
  fault: () => CallFault
  /** Somebody else orders. */
  edit(role: Role, replicas: number): void
  /** The operator does what is ordered; in these pools nothing gets ready. */
  operate(stuck?: readonly Role[]): void
}

const NAMES = { prefill: 'p', decode: 'd' } as const

/**
 * An API server of one v1beta1 deployment, in this process: for thousands of runs, with faults at any call. That the
 * real one behaves so is tested against the real one.
 */
export function createMemoryCluster(start: {
  readonly replicas: PerRole<number>
  readonly gpus: PerRole<number>
  readonly hasAdapters: boolean
}): MemoryCluster {
  const { gpus, hasAdapters } = start
  const ordered = { ...start.replicas }
  const handedOn = { ...start.replicas }
  const running = { ...start.replicas }
  const writes: MemoryWrite[] = []
  /** Of the deployment, and of each adapter. */
  const versions = { deployment: 1, prefill: 1, decode: 1 }
  let generation = 1
  let observed = 1
  let fault: MemoryCluster['fault'] = () => 'none'

  const sum = () => ordered.prefill * gpus.prefill + ordered.decode * gpus.decode

  const objectOf = (role: Role) => (hasAdapters ? role : 'deployment')

  function store(role: Role, replicas: number): void {
    ordered[role] = replicas
    versions[objectOf(role)]++
    if (!hasAdapters) handOn(role)
  }

  function handOn(role: Role): void {
    if (handedOn[role] !== ordered[role]) generation++
    handedOn[role] = ordered[role]
  }

  function write(role: Role, { replicas, seen }: { replicas: number; seen: unknown }): void {
    if (seen !== String(versions[objectOf(role)])) throw refusal('conflict', 409)
    const gpusBefore = sum()
    store(role, replicas)
    writes.push({ role, replicas, gpusBefore, gpusAfter: sum() })
  }

  const component = (role: Role) => ({
    name: NAMES[role],
    type: role,
    replicas: handedOn[role],
    podTemplate: {
      spec: {
        containers: [{ name: 'main', resources: { limits: { 'nvidia.com/gpu': gpus[role] } } }],
      },
    },
  })
  const counts = (role: Role) => ({
    availableReplicas: running[role],
    updatedReplicas: handedOn[role],
  })
  const deployment = () => ({
    metadata: { name: 'demo', resourceVersion: String(versions.deployment), generation },
    spec: { components: [component('prefill'), component('decode')] },
    status: {
      observedGeneration: observed,
      components: { p: counts('prefill'), d: counts('decode') },
    },
  })
  const scale = (role: Role) => ({
    metadata: { name: `demo-${NAMES[role]}`, resourceVersion: String(versions[role]) },
    spec: { replicas: ordered[role] },
  })

  function answer({ verb, resource, name, body }: ApiRequest): unknown {
    if (resource === undefined) return { resources: RESOURCES.map((one) => ({ name: one })) }
    if (resource === 'dynamographdeployments') {
      if (verb === 'patch') patchDeployment(body as readonly JsonPatch[])
      return deployment()
    }
    if (!hasAdapters) throw refusal('not-found', 404)
    const role = name === 'demo-p' ? 'prefill' : 'decode'
    if (verb === 'patch') {
      const { metadata, spec } = body as ReturnType<typeof scale>
      write(role, { replicas: spec.replicas, seen: metadata.resourceVersion })
    }
    return scale(role)
  }

  function patchDeployment([, seen, add]: readonly JsonPatch[]): void {
    const role = add!.path === '/spec/components/0/replicas' ? 'prefill' : 'decode'
    write(role, { replicas: Number(add!.value), seen: seen!.value })
  }

  return {
    writes,
    ordered,
    get fault() {
      return fault
    },
    set fault(next) {
      fault = next
    },
    edit: store,
    operate(stuck = []) {
      for (const role of ['prefill', 'decode'] as const) {
        handOn(role)
        if (!stuck.includes(role)) running[role] = handedOn[role]
      }
      observed = generation
      versions.deployment++
    },
    api: {
      namespace: 'memory',
      async send(request) {
        const what = fault()
        if (what === 'lost') throw new ConnectorError('lost')
        if (what === 'outrun') {
          for (const object of ['deployment', 'prefill', 'decode'] as const) versions[object]++
        }
        const body = answer(request)
        if (what === 'answer-lost') throw new ConnectorError('answer lost')
        return body
      },
    },
  }
}

interface JsonPatch {
  readonly path: string
  readonly value: unknown
}

const RESOURCES = ['dynamographdeployments', 'dynamographdeploymentscalingadapters/scale']

function refusal(what: 'conflict' | 'not-found', status: number): ApiError {
  return new ApiError(what, what, { status })
}
