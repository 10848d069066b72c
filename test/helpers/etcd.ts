import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import * as z from 'zod'
import { createEtcdGateway, type EtcdOptions } from '../../src/connectors/etcd/gateway.js'
import type { Certificates } from './certificates.js'
import { freePorts } from './free-port.js'
import { ownProcess } from './own-process.js'
import { findBinary } from './server-binaries.js'
import { until } from './until.js'

export interface EtcdServer {
  readonly url: URL
  readonly pid: number
  /** Ends it at once; its data stay. */
  kill(): Promise<void>
  /** The same member again, with its data. */
  restart(): Promise<void>
}

/** A real etcd on loopback with data of its own, speaking TLS when there are certificates. */
export async function startEtcd(
  certificates?: Certificates,
  { asksForCertificate = true } = {},
): Promise<EtcdServer> {
  const data = mkdtempSync(join(inject('scratch'), 'etcd-'))
  const [clientPort, peerPort] = await freePorts(2)
  const scheme = certificates ? 'https' : 'http'
  const url = new URL(`${scheme}://127.0.0.1:${clientPort}`)
  const peer = `http://127.0.0.1:${peerPort}`
  const args = [
    ...['--data-dir', data, '--unsafe-no-fsync', '--log-level', 'error'],
    ...['--listen-client-urls', url.origin, '--advertise-client-urls', url.origin],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
    ...['--initial-cluster', `default=${peer}`],
    ...(certificates
      ? ['--cert-file', certificates.server.cert, '--key-file', certificates.server.key]
      : []),
    ...(certificates && asksForCertificate
      ? ['--trusted-ca-file', certificates.ca, '--client-cert-auth']
      : []),
  ]
  let child = run(args)
  const server: EtcdServer = {
    url,
    get pid() {
      return child.pid ?? 0
    },
    kill: () => kill(child),
    async restart() {
      await kill(child)
      child = run(args)
      await ready(url, certificates)
    },
  }
  await ready(url, certificates)
  return server
}

/** Options of a client of that server. */
export function etcdOptions(url: URL, certificates?: Certificates): EtcdOptions {
  const pem = (path: string) => readFileSync(path, 'utf8')
  const tls = certificates && {
    ca: pem(certificates.ca),
    cert: pem(certificates.client.cert),
    key: pem(certificates.client.key),
  }
  return { endpoints: [url], login: null, tls: tls ?? {}, timeoutSeconds: 5 }
}

function run(args: readonly string[]): ChildProcess {
  return ownProcess(spawn(findBinary('etcd')!, args, { stdio: 'ignore' }))
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

async function ready(url: URL, certificates?: Certificates): Promise<void> {
  const gateway = createEtcdGateway(etcdOptions(url, certificates))
  await until('etcd answers', async () => {
    const failure = await gateway
      .call('maintenance/status', {}, { answer: z.unknown() })
      .catch((error: unknown) => String(error))
    // An etcd with users does not tell strangers its status.
    return typeof failure !== 'string' || failure.includes('user name is empty')
  })
}

interface EtcdUser {
  readonly user: string
  readonly password: string
}

/** From now on only users get in: root, and one that may read and write what planners do, `v1/…`. */
export async function requireEtcdUser(
  url: URL,
  { certificates, user, password }: EtcdUser & { readonly certificates: Certificates },
): Promise<void> {
  const gateway = createEtcdGateway(etcdOptions(url, certificates))
  const call = (path: string, body: object) =>
    gateway.call(`auth/${path}`, body, { answer: z.unknown() })
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  // `0` is the character behind `/`.
  const perm = { permType: 'READWRITE', key: base64('v1/'), range_end: base64('v10') }
  for (const name of ['root', user]) {
    await call('user/add', { name, password })
    await call('role/add', { name })
    await call('user/grant', { user: name, role: name })
  }
  await call('role/grant', { name: user, perm })
  await call('enable', {})
}
