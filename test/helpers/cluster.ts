import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { auditArgs, auditLog } from './audited-writes.js'
import { makeCertificates } from './certificates.js'
import { type ClusterClient, clusterClient } from './cluster-client.js'
import { crdsOf, type World } from './crds.js'
import { freePorts } from './free-port.js'
import { findBinary } from './server-binaries.js'
import { killServer, type ServerProcess, startServer, untilReady } from './server-process.js'
import { until } from './until.js'

/** How a kube-apiserver that some test has started is reached. */
export interface Cluster {
  readonly url: string
  /** Path of the CA's certificate. */
  readonly ca: string
  /** A token that may do everything. */
  readonly adminToken: string
}

/** Needed by every suite on a real API server. */
export const CLUSTER_BINARIES = ['etcd', 'kube-apiserver', 'openssl'] as const

/**
 * A real kube-apiserver with an etcd of its own, one pair for each world and run: whoever asks first starts it,
 * in whichever worker, and process-watch.ts ends it after the run.
 */
export async function sharedCluster(world: World): Promise<ClusterClient> {
  const folder = join(inject('scratch'), `cluster-${world}`)
  const ready = join(folder, 'ready.json')
  if (isFirst(folder)) {
    const cluster = await startPair({ folder, world, detached: true })
    writeFileSync(`${ready}.new`, JSON.stringify(cluster.info))
    renameSync(`${ready}.new`, ready)
  }
  for (let waited = 0; !existsSync(ready); waited += 100) {
    if (waited > 90_000) throw new Error(`no cluster in ${folder} after 90 s`)
    await sleep(100)
  }
  return clusterClient(JSON.parse(readFileSync(ready, 'utf8')))
}

export interface OwnCluster {
  readonly client: ClusterClient
  readonly apiserver: ChildProcess
  /** Where it keeps a log of writes; see audited-writes.ts. */
  readonly auditLog: string
  /** The same API server again, with its data. */
  restart(): Promise<void>
  kill(): void
}

/** A pair of a test's own, to be stopped and broken. */
export async function startCluster(world: World): Promise<OwnCluster> {
  const folder = join(inject('scratch'), `cluster-own-${process.pid}-${performance.now()}`)
  mkdirSync(folder)
  const pair = await startPair({ folder, world, detached: false })
  let apiserver = pair.apiserver
  return {
    client: clusterClient(pair.info),
    auditLog: auditLog(folder),
    get apiserver() {
      return apiserver.child
    },
    async restart() {
      await killServer(apiserver)
      apiserver = pair.startApiserver()
      await isReady(apiserver, clusterClient(pair.info))
    },
    kill() {
      apiserver.child.kill('SIGKILL')
      pair.etcd.child.kill('SIGKILL')
    },
  }
}

interface PairOptions {
  readonly folder: string
  readonly world: World
  /** Lives on when the worker that started it ends. */
  readonly detached: boolean
}

async function startPair({ folder, world, detached }: PairOptions) {
  const certificates = makeCertificates()
  const [etcdPort, peerPort, port] = await freePorts(3)
  const adminToken = 'admin-token'
  const tokens = join(folder, 'tokens.csv')
  writeFileSync(tokens, `${adminToken},admin,admin,system:masters\n`)
  const key = join(folder, 'service-accounts.key')
  execFileSync('openssl', ['genrsa', '-out', key, '2048'], { stdio: 'pipe' })
  const start = (binary: 'etcd' | 'kube-apiserver', args: readonly string[]) =>
    startServer({ path: findBinary(binary)!, args, folder, detached })
  const etcd = start('etcd', etcdArgs({ folder, etcdPort: etcdPort!, peerPort: peerPort! }))
  const args = [
    ...apiserverArgs({ port: port!, etcdPort: etcdPort!, key, tokens, ...certificates }),
    ...(detached ? [] : auditArgs(folder)),
  ]
  const startApiserver = () => start('kube-apiserver', args)
  const apiserver = startApiserver()
  const info: Cluster = { url: `https://127.0.0.1:${port}`, ca: certificates.ca, adminToken }
  const client = clusterClient(info)
  await isReady(apiserver, client)
  await installCrds(client, world)
  return { info, etcd, apiserver, startApiserver }
}

function etcdArgs(at: { folder: string; etcdPort: number; peerPort: number }): string[] {
  const [client, peer] = [`http://127.0.0.1:${at.etcdPort}`, `http://127.0.0.1:${at.peerPort}`]
  return [
    ...['--data-dir', join(at.folder, 'etcd'), '--unsafe-no-fsync', '--log-level', 'error'],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
    ...['--initial-cluster', `default=${peer}`],
  ]
}

function apiserverArgs(at: {
  readonly port: number
  readonly etcdPort: number
  readonly key: string
  readonly tokens: string
  readonly ca: string
  readonly server: { readonly cert: string; readonly key: string }
}): string[] {
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${at.port}`,
    `--etcd-servers=http://127.0.0.1:${at.etcdPort}`,
    `--tls-cert-file=${at.server.cert}`,
    `--tls-private-key-file=${at.server.key}`,
    `--client-ca-file=${at.ca}`,
    `--token-auth-file=${at.tokens}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${at.key}`,
    `--service-account-signing-key-file=${at.key}`,
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.0.0.0/24',
  ]
}

async function isReady(apiserver: ServerProcess, { send }: ClusterClient): Promise<void> {
  await untilReady(
    'the API server is ready',
    apiserver,
    async () => (await send('GET', '/readyz')).status === 200,
  )
}

async function installCrds(client: ClusterClient, world: World): Promise<void> {
  for (const crd of crdsOf(world)) await client.create(crd)
  const version = world === 'both' ? 'v1beta1' : world
  await until('the custom resources are served', async () => {
    const { status, body } = await client.send('GET', `/apis/nvidia.com/${version}`)
    const resources = (body as { resources?: readonly unknown[] }).resources ?? []
    return status === 200 && resources.length >= 5
  })
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}
