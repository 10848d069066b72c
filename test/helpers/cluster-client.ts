import { readFileSync } from 'node:fs'
import { httpCall } from '../../src/connectors/http-call.js'
import type { Cluster } from './cluster.js'

export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

/** Anything of Kubernetes that a test makes. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

/** The API server as its administrator, or as whoever holds the token. */
export interface ClusterClient {
  readonly cluster: Cluster
  send(method: string, path: string, sent?: Sent): Promise<ApiAnswer>
  /** @throws Error unless it was made. */
  create(manifest: object): Promise<ApiAnswer>
  /** A namespace with a name of its own. */
  createNamespace(): Promise<string>
  /** A real token of a service account, by TokenRequest. */
  serviceAccountToken(namespace: string, name: string): Promise<string>
}

interface Sent {
  readonly body?: unknown
  readonly type?: string
}

let namespaces = 0

export function clusterClient(cluster: Cluster, token = cluster.adminToken): ClusterClient {
  const ca = readFileSync(cluster.ca, 'utf8')

  async function send(method: string, path: string, sent: Sent = {}): Promise<ApiAnswer> {
    const { status, text } = await httpCall({
      method,
      url: new URL(path, cluster.url),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': sent.type ?? 'application/json',
      },
      body: sent.body === undefined ? undefined : JSON.stringify(sent.body),
      options: { ca, agent: false },
      signal: AbortSignal.timeout(20_000),
    })
    try {
      return { status, body: JSON.parse(text) }
    } catch {
      return { status, body: text }
    }
  }

  async function create(manifest: object): Promise<ApiAnswer> {
    const answer = await send('POST', collectionOf(manifest as Manifest), { body: manifest })
    if (answer.status === 201) return answer
    throw new Error(`not made: ${JSON.stringify(answer.body)}`)
  }

  return {
    cluster,
    send,
    create,
    async createNamespace() {
      const name = `test-${process.pid}-${namespaces++}-${Date.now().toString(36)}`
      await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
      return name
    },
    async serviceAccountToken(namespace, name) {
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`
      const answer = await send('POST', path, { body })
      return (answer.body as { status: { token: string } }).status.token
    },
  }
}

/** Where objects of that kind are made. */
function collectionOf({ apiVersion, kind, metadata }: Manifest): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const plural = `${kind.toLowerCase().replace(/y$/, 'ie')}s`
  return metadata.namespace === undefined
    ? `${root}/${plural}`
    : `${root}/namespaces/${metadata.namespace}/${plural}`
}
