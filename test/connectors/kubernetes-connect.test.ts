import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { connectKubernetes } from '../../src/connectors/kubernetes/connect.js'
import { CLUSTER_BINARIES, sharedCluster } from '../helpers/cluster.js'
import type { ClusterClient } from '../helpers/cluster-client.js'
import { shippedToken } from '../helpers/deploy.js'
import { makeSample } from '../helpers/graph-deployment.js'
import { writeKubeconfig } from '../helpers/kubeconfig.js'
import { connectorTo } from '../helpers/planner-api.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

const NOTHING = { kubeconfig: null, context: null, namespace: null, timeoutSeconds: 10 }

function scratch(): string {
  return mkdtempSync(join(inject('scratch'), 'connect-'))
}

afterEach(() => vi.unstubAllEnvs())

describeWith(CLUSTER_BINARIES, 'the API server', () => {
  let client: ClusterClient
  beforeAll(async () => {
    client = await sharedCluster('both')
  })

  it('is found in a pod by its service account, with the pod’s namespace', async () => {
    const sample = await makeSample(client, 'v1beta1')
    const token = await shippedToken(client, sample.namespace)
    const podRoot = scratch()
    const secrets = join(podRoot, 'var/run/secrets/kubernetes.io/serviceaccount')
    mkdirSync(secrets, { recursive: true })
    writeFileSync(join(secrets, 'token'), token)
    writeFileSync(join(secrets, 'namespace'), sample.namespace)
    copyFileSync(client.cluster.ca, join(secrets, 'ca.crt'))
    const { hostname, port } = new URL(client.cluster.url)
    vi.stubEnv('KUBERNETES_SERVICE_HOST', hostname)
    vi.stubEnv('KUBERNETES_SERVICE_PORT', port)
    const api = connectKubernetes({ ...NOTHING, podRoot })
    expect(api.namespace).toBe(sample.namespace)
    const connector = connectorTo(sample, { api })
    await until('the Role is known', async () => (await connector.readPools()).decode.isStable)
  })

  it('is found by the kubeconfig, in the context’s namespace or the one that is given', async () => {
    const sample = await makeSample(client, 'v1beta1')
    const { namespace } = sample
    const token = client.cluster.adminToken
    const kubeconfig = writeKubeconfig(client.cluster, { namespace, token })
    const api = connectKubernetes({ ...NOTHING, kubeconfig })
    expect(api.namespace).toBe(namespace)
    expect((await connectorTo(sample, { api }).readPools()).decode.desired).toBe(1)
    vi.stubEnv('KUBECONFIG', kubeconfig)
    expect(connectKubernetes(NOTHING).namespace).toBe(namespace)
    expect(connectKubernetes({ ...NOTHING, namespace: 'other' }).namespace).toBe('other')
  })
})

describe('a kubeconfig', () => {
  const write = (text: string) => {
    const path = join(scratch(), 'config')
    writeFileSync(path, text)
    return path
  }
  it.each([
    ['without a current context', '{}', "current context '' has no cluster; it has no context"],
    [
      'that names a plain address',
      'clusters: [{name: c, cluster: {server: "http://1.2.3.4"}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {}}]\ncurrent-context: x',
      "API server 'http://1.2.3.4' is not allowed; it must be an https:// address",
    ],
    ['that is not YAML', ':\n\t- {', /^kubeconfig .*config: /],
  ])('%s is an error that says so', (_, text, message) => {
    const access = { ...NOTHING, kubeconfig: write(text) }
    expect(() => connectKubernetes(access)).toThrow(message)
  })
})
