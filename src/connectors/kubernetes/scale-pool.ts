import type { KubernetesApi } from './api.js'
import type { ApiRequest } from './api-request.js'
import { ADAPTERS, DEPLOYMENTS, type Deployment, GROUP, type Service } from './deployment.js'
import type { Served } from './discover.js'
import { parseDeployment } from './parse-deployment.js'
import type { Pool } from './pool.js'
import { type Found, parseScale } from './read-pools.js'

export interface PoolOrder {
  readonly pool: Pool
  readonly replicas: number
  /** The server checks the order and stores nothing. */
  readonly isDryRun: boolean
  /** How long from now the order may still take effect. */
  readonly secondsToWrite: () => number
  readonly signal: AbortSignal | undefined
}

/**
 * Orders replicas of one pool: through its scaling adapter, else in the deployment itself. Either way only
 * onto what was read: the server answers with a conflict when somebody has written since.
 * Gives back what is known after it.
 */
export async function scalePool(
  api: KubernetesApi,
  served: Served,
  { found, order }: { readonly found: Found; readonly order: PoolOrder },
): Promise<Found> {
  const { pool, isDryRun, secondsToWrite, signal } = order
  if (pool.adapter !== null) {
    const body = await api.send({
      ...adapterPatch(served, order),
      isDryRun,
      secondsToWrite,
      signal,
    })
    const pools = new Map(found.pools).set(pool.role, { ...pool, adapter: parseScale(body) })
    return { ...found, pools }
  }
  const request = deploymentPatch(served, { deployment: found.deployment, order })
  const body = await api.send({ ...request, isDryRun, secondsToWrite, signal })
  return withDeployment(found, parseDeployment(served.deployments, body))
}

function adapterPatch({ adapters }: Served, { pool, replicas }: PoolOrder): ApiRequest {
  const { name, resourceVersion } = pool.adapter!
  return {
    verb: 'patch',
    group: GROUP,
    version: adapters!,
    resource: `${ADAPTERS}/scale`,
    name,
    patch: 'merge',
    body: { metadata: { resourceVersion }, spec: { replicas } },
  }
}

/**
 * v1beta1 keeps a list, which a merge patch would replace whole: a JSON Patch that first tests the name at
 * the place. v1alpha1 keeps a map, where a merge patch names the service.
 */
function deploymentPatch(
  { deployments: version }: Served,
  { deployment, order }: { readonly deployment: Deployment; readonly order: PoolOrder },
): ApiRequest {
  const { name, resourceVersion } = deployment
  const resource = { group: GROUP, version, resource: DEPLOYMENTS, name }
  const { service } = order.pool
  if (version === 'v1alpha1') {
    const services = { [service.name]: { replicas: order.replicas } }
    const body = { metadata: { resourceVersion }, spec: { services } }
    return { verb: 'patch', ...resource, patch: 'merge', body }
  }
  const place = `/spec/components/${service.index}`
  const body = [
    { op: 'test', path: `${place}/name`, value: service.name },
    { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
    { op: 'add', path: `${place}/replicas`, value: order.replicas },
  ]
  return { verb: 'patch', ...resource, patch: 'json', body }
}

/** The pools of a newly read deployment; what the adapters said stands. */
function withDeployment(found: Found, deployment: Deployment): Found {
  const byName = new Map(deployment.services.map((service) => [service.name, service]))
  const current = (service: Service) => byName.get(service.name) ?? service
  const pools = [...found.pools].map(
    ([role, pool]) => [role, { ...pool, service: current(pool.service) }] as const,
  )
  return { deployment, pools: new Map(pools) }
}
