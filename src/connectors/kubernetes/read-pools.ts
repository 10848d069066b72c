import * as z from 'zod'
import type { Role } from '../../domain/role.js'
import type { Backend } from '../../domain/settings.js'
import { ConnectorError } from '../connector-error.js'
import { PlannerError } from '../planner-error.js'
import type { KubernetesApi } from './api.js'
import { ApiError } from './api-error.js'
import { ADAPTERS, DEPLOYMENTS, type Deployment, GROUP, type Service } from './deployment.js'
import type { Served } from './discover.js'
import { findServices } from './find-services.js'
import { parseDeployment } from './parse-deployment.js'
import type { Pool, Scale } from './pool.js'

/** What is planned for. */
export interface Planned {
  /** Name of the DynamoGraphDeployment. */
  readonly deployment: string
  readonly roles: readonly Role[]
  readonly backend: Backend
}

/** The deployment and its planned pools as they were found. */
export interface Found {
  readonly deployment: Deployment
  readonly pools: ReadonlyMap<Role, Pool>
}

const SCALE = z.object({
  metadata: z.object({ name: z.string(), resourceVersion: z.string() }),
  spec: z.object({ replicas: z.int().min(0).optional() }).optional(),
})

/** @throws PlannerError when the deployment, or exactly one service for each role, is not there. */
export async function readFound(
  api: KubernetesApi,
  served: Served,
  { planned, signal }: { readonly planned: Planned; readonly signal: AbortSignal | undefined },
): Promise<Found> {
  const deployment = await readDeployment(api, served, { name: planned.deployment, signal })
  const services = [...findServices(deployment, planned)]
  const pools = await Promise.all(
    services.map(async ([role, service]): Promise<[Role, Pool]> => {
      const adapter = await readAdapter(api, served, { deployment, service, signal })
      return [role, { role, service, adapter }]
    }),
  )
  return { deployment, pools: new Map(pools) }
}

async function readDeployment(
  api: KubernetesApi,
  { deployments: version }: Served,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal | undefined },
): Promise<Deployment> {
  try {
    const resource = { group: GROUP, version, resource: DEPLOYMENTS, name }
    return parseDeployment(version, await api.send({ verb: 'get', ...resource, signal }))
  } catch (error) {
    if (!(error instanceof ApiError) || error.refusal !== 'not-found') throw error
    throw new PlannerError(
      'DynamoGraphDeploymentNotFound',
      `there is no DynamoGraphDeployment ${name} in namespace ${api.namespace}`,
    )
  }
}

/** Null when the service has no adapter. A server that does not serve adapters at all any more is an error. */
async function readAdapter(
  api: KubernetesApi,
  { adapters: version }: Served,
  wanted: {
    readonly deployment: Deployment
    readonly service: Service
    readonly signal: AbortSignal | undefined
  },
): Promise<Scale | null> {
  if (version === null) return null
  const { deployment, service, signal } = wanted
  const name = `${deployment.name}-${service.name.toLowerCase()}`
  const resource = { group: GROUP, version, resource: `${ADAPTERS}/scale`, name }
  try {
    return parseScale(await api.send({ verb: 'get', ...resource, signal }))
  } catch (error) {
    if (error instanceof ApiError && error.refusal === 'not-found') return null
    throw error
  }
}

export function parseScale(body: unknown): Scale {
  const { data } = SCALE.safeParse(body)
  if (data === undefined) throw new ConnectorError('the scaling adapter gives no scale')
  const { name, resourceVersion } = data.metadata
  return { name, resourceVersion, replicas: data.spec?.replicas ?? 0 }
}
