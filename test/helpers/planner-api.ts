import { KubeConfig } from '@kubernetes/client-node'
import { createKubernetesApi, type KubernetesApi } from '../../src/connectors/kubernetes/api.js'
import {
  createKubernetesConnector,
  type KubernetesConnectorOptions,
} from '../../src/connectors/kubernetes/connector.js'
import type { Cluster } from './cluster.js'
import type { Sample } from './graph-deployment.js'

/** The product's own client of that API server, holding a token. */
export function plannerApi(
  { url, ca }: Cluster,
  options: { namespace: string; token: string; timeoutSeconds?: number },
): KubernetesApi {
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    { name: 'test', server: url, caFile: ca, skipTLSVerify: url.startsWith('http:') },
    { name: 'planner', token: options.token },
  )
  return createKubernetesApi({
    config,
    namespace: options.namespace,
    timeoutSeconds: options.timeoutSeconds ?? 10,
  })
}

/** A connector to a sample, as administrator unless an API is given. */
export function connectorTo(
  { client: { cluster }, namespace, name }: Sample,
  options: Partial<KubernetesConnectorOptions> = {},
) {
  return createKubernetesConnector({
    api: plannerApi(cluster, { namespace, token: cluster.adminToken }),
    deployment: name,
    roles: ['prefill', 'decode'],
    backend: 'vllm',
    modelName: null,
    budget: { maxGpus: -1, gpusPerReplica: { prefill: null, decode: null } },
    maxWaitSeconds: 1800,
    nowSeconds: () => 0,
    ...options,
  })
}
