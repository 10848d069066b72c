import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import * as z from 'zod'
import { createEtcdGateway, type EtcdOptions } from '../../src/connectors/etcd/gateway.js'
import type { Certificates } from './certificates.js'
import { freePorts } from './free-port.js'
import { findBinary } from './server-binaries.js'
import { killServer, type ServerProcess, startServer, untilReady } from './server-process.js'

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
  const folder = mkdtempSync(join(inject('scratch'), 'etcd-'))
  const [clientPort, peerPort] = await freePorts(2)
  const scheme = certificates ? 'https' : 'http'
  const url = new URL(`${scheme}://127.0.0.1:${clientPort}`)
  const peer = `http://127.0.0.1:${peerPort}`
  const args = [
    ...['--data-dir', join(folder, 'data'), '--unsafe-no-fsync', '--log-level', 'error'],
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
  const start = () => startServer({ path: findBinary('etcd')!, args, folder })
  let member = start()
  const server: EtcdServer = {
    url,
    get pid() {
      return member.child.pid ?? 0
    },
    kill: () => killServer(member),
    async restart() {
      await killServer(member)
      member = start()
      await ready(member, { url, certificates })
    },
  }
  await ready(member, { url, certificates })
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

async function ready(
  member: ServerProcess,
  { url, certificates }: { readonly url: URL; readonly certificates: Certificates | undefined },
): Promise<void> {
  const gateway = createEtcdGateway(etcdOptions(url, certificates))
  await untilReady('etcd answers', member, async () => {
    try {
      await gateway.call('maintenance/status', {}, { answer: z.unknown() })
      return true
    } catch (error) {
      // An etcd with users does not tell strangers its status.
      if (String(error).includes('user name is empty')) return true
      throw error
    }
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
