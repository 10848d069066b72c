import * as z from 'zod'
import { ConnectorError } from '../connector-error.js'
import type { KubernetesApi } from './api.js'
import { ApiError } from './api-error.js'
import { ADAPTERS, API_VERSIONS, type ApiVersion, DEPLOYMENTS, GROUP } from './deployment.js'

/** In which version the server serves what a planner needs. */
export interface Served {
  readonly deployments: ApiVersion
  /** Null where the server knows no scaling adapters: then deployments are patched. */
  readonly adapters: ApiVersion | null
}

const RESOURCES = z.object({ resources: z.array(z.object({ name: z.string() })) })

/** The newest version of each resource that the server offers. @throws ConnectorError when it offers none. */
export async function discover(api: KubernetesApi, signal?: AbortSignal): Promise<Served> {
  let deployments: ApiVersion | null = null
  let adapters: ApiVersion | null = null
  for (const version of API_VERSIONS) {
    const names = await namesIn(api, version, signal)
    if (names.includes(DEPLOYMENTS)) deployments ??= version
    if (names.includes(`${ADAPTERS}/scale`)) adapters ??= version
    if (deployments !== null && adapters !== null) break
  }
  if (deployments !== null) return { deployments, adapters }
  throw new ConnectorError(
    `the API server serves no ${DEPLOYMENTS}.${GROUP} (${API_VERSIONS.join(' or ')})`,
    { hint: "are the Dynamo platform's custom resources installed?" },
  )
}

async function namesIn(
  api: KubernetesApi,
  version: ApiVersion,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  try {
    const body = await api.send({ verb: 'get', group: GROUP, version, signal })
    return RESOURCES.safeParse(body).data?.resources.map(({ name }) => name) ?? []
  } catch (error) {
    if (error instanceof ApiError && error.refusal === 'not-served') return []
    throw error
  }
}
