import { type PerRole, ROLES, type Role } from '../domain/role.js'
import type { Backend } from '../domain/settings.js'
import type { EnvironmentConnector, PoolStatus } from './environment.js'
import type { KeyValueStore } from './key-value-store.js'
import { createVirtualConnector, type VirtualConnectorOptions } from './virtual.js'

export interface VirtualWorkersOptions extends VirtualConnectorOptions {
  readonly backend: Backend
  /** The pools that are planned. */
  readonly roles: readonly Role[]
}

const UNPLANNED: PoolStatus = { desired: 0, running: 0, isStable: true }

/**
 * An environment that scales itself, told through the virtual protocol. Which workers run is what the
 * runtime's discovery lists, each under its worker's lease; where it lists none, what was last acknowledged.
 */
export function createVirtualWorkers(options: VirtualWorkersOptions): EnvironmentConnector {
  const { store, namespace, backend, roles } = options
  const virtual = createVirtualConnector(options)
  let acknowledged: PerRole<number> | null = null

  async function readPools(signal?: AbortSignal): Promise<PerRole<PoolStatus>> {
    const state = await virtual.read(signal)
    if (state.isAcknowledged) acknowledged = state.replicas
    const listed = await countInstances({ store, namespace, backend, signal })
    const isListed = roles.some((role) => listed[role] > 0)
    const running = isListed ? listed : acknowledged
    const status = (role: Role): PoolStatus =>
      roles.includes(role)
        ? {
            desired: state.replicas[role],
            running: running?.[role] ?? null,
            isStable: state.isAcknowledged,
          }
        : UNPLANNED
    return { prefill: status('prefill'), decode: status('decode') }
  }

  return {
    // Neither the model nor GPU counts are part of the protocol.
    readDeployment: async () => ({
      modelName: null,
      gpusPerReplica: { prefill: null, decode: null },
    }),
    readPools,
    apply: virtual.apply,
  }
}

/** Live instances: keys `v1/instances/{namespace}/{component}/generate/{instance id in hex}`. */
async function countInstances(where: {
  readonly store: KeyValueStore
  readonly namespace: string
  readonly backend: Backend
  readonly signal: AbortSignal | undefined
}): Promise<PerRole<number>> {
  const root = `v1/instances/${where.namespace}/`
  const instances = [...(await where.store.list(root, where.signal)).keys()]
  const counts = { prefill: 0, decode: 0 }
  for (const role of ROLES) {
    const endpoint = `${root}${componentOf(role, where.backend)}/generate/`
    counts[role] = instances.filter((key) => key.startsWith(endpoint)).length
  }
  return counts
}

/** Names under which the runtime registers workers. */
function componentOf(role: Role, backend: Backend): string {
  if (role === 'prefill') return 'prefill'
  return backend === 'trtllm' ? 'tensorrt_llm' : 'backend'
}
