import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod'
import { ConnectorError } from '../../src/connectors/connector-error.js'
import { createEtcdGateway, type EtcdOptions } from '../../src/connectors/etcd/gateway.js'
import { createEtcdLease } from '../../src/connectors/etcd/lease.js'
import { createEtcdStore, toBase64 } from '../../src/connectors/etcd/store.js'
import { createVirtualConnector } from '../../src/connectors/virtual.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'
import { type Certificates, makeCertificates } from '../helpers/certificates.js'
import { type EtcdServer, etcdOptions, startEtcd } from '../helpers/etcd.js'
import { startFaultProxy } from '../helpers/fault-proxy.js'
import { freePort } from '../helpers/free-port.js'
import { describeWith } from '../helpers/server-binaries.js'

function storeOf(options: EtcdOptions) {
  return createEtcdStore(createEtcdGateway(options))
}

function connectorOf(options: EtcdOptions, namespace: string) {
  return createVirtualConnector({
    store: storeOf(options),
    namespace,
    maxWaitSeconds: 1800,
    nowSeconds: () => 0,
  })
}

describeWith(['etcd'], 'the virtual connector on a real etcd', () => {
  let server: EtcdServer
  beforeAll(async () => {
    server = await startEtcd()
  })
  afterAll(() => server.kill())

  it('writes counts and decision id in one transaction, as plain keys', async () => {
    await connectorOf(etcdOptions(server.url), 'one').apply({ prefill: 2, decode: 5 })
    const kvs = z.array(z.object({ value: z.string(), mod_revision: z.string() }))
    const range = { key: toBase64('v1/one/planner/'), range_end: toBase64('v1/one/planner0') }
    const answer = z.object({ kvs })
    const gateway = createEtcdGateway(etcdOptions(server.url))
    const { kvs: found } = await gateway.call('kv/range', range, { answer })
    expect(found.map(({ value }) => atob(value))).toEqual(['0', '5', '2'])
    expect(new Set(found.map((entry) => entry.mod_revision)).size).toBe(1)
  })

  it('goes on with its decision ids after etcd was killed and came back', async () => {
    const connector = connectorOf(etcdOptions(server.url), 'killed')
    const store = storeOf(etcdOptions(server.url))
    await connector.apply({ prefill: 1, decode: 1 })
    await store.put([['v1/killed/planner/scaled_decision_id', '0']])
    await server.kill()
    const failure = connector.apply({ prefill: 2, decode: 1 })
    await expect(failure).rejects.toThrow(ConnectorError)
    await expect(failure).rejects.toThrow(`etcd at ${server.url.origin}: ECONNREFUSED`)
    await server.restart()
    expect(await connector.apply({ prefill: 2, decode: 1 })).toMatchObject({ kind: 'applied' })
    expect(await store.get('v1/killed/planner/decision_id')).toBe('1')
  })

  it('does not wait longer than its timeout for a member that hangs, nor than its signal', async () => {
    const connector = connectorOf({ ...etcdOptions(server.url), timeoutSeconds: 0.3 }, 'hung')
    process.kill(server.pid, 'SIGSTOP')
    try {
      await expect(connector.apply({ prefill: 1, decode: 1 })).rejects.toThrow(
        `etcd at ${server.url.origin}: no answer within 0.3 s`,
      )
      const patient = connectorOf(etcdOptions(server.url), 'hung')
      const reason = new Error('interrupted')
      const signal = AbortSignal.abort(reason)
      await expect(patient.apply({ prefill: 1, decode: 1 }, signal)).rejects.toBe(reason)
      const later = new AbortController()
      setTimeout(() => later.abort(reason), 50)
      await expect(patient.apply({ prefill: 1, decode: 1 }, later.signal)).rejects.toBe(reason)
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    // Whether the first order arrived before its answer was lost is etcd's to say: it is not given twice.
    await connector.apply({ prefill: 1, decode: 1 })
    expect(await connector.apply({ prefill: 1, decode: 1 })).toEqual({ kind: 'unchanged' })
    expect((await connector.read()).decisionId).toBe(0)
  })

  it('asks the next member when one cannot be reached', async () => {
    const nobody = await freePort()
    const endpoints = [new URL(`http://127.0.0.1:${nobody}`), server.url]
    const store = storeOf({ ...etcdOptions(server.url), endpoints })
    expect(await store.put([['next', 'member']])).toBe(true)
    expect(await store.get('next')).toBe('member')
  })

  it('does not take its own order for somebody else’s when the answer was lost', async () => {
    const proxy = await startFaultProxy({ url: server.url.origin })
    const url = new URL(proxy.url)
    const connector = connectorOf(etcdOptions(url), 'lost')
    const acknowledge = (id: number) =>
      createVirtualEnvironment(storeOf(etcdOptions(server.url)), 'lost').acknowledge(id)
    await connector.apply({ prefill: 1, decode: 1 })
    await acknowledge(0)
    proxy.faults = (_, path) => ({ kind: path.endsWith('/txn') ? 'lose-answer' : 'none' })
    await expect(connector.apply({ prefill: 2, decode: 2 })).rejects.toThrow(ConnectorError)
    await acknowledge(1)
    proxy.faults = () => ({ kind: 'none' })
    expect(await connector.apply({ prefill: 3, decode: 3 })).toEqual({ kind: 'applied' })
    expect(await connector.read()).toMatchObject({
      decisionId: 2,
      replicas: { prefill: 3, decode: 3 },
    })
    proxy.close()
  })

  it('never overwrites a decision that it has not read', async () => {
    const store = storeOf(etcdOptions(server.url))
    const first = connectorOf(etcdOptions(server.url), 'raced')
    const rival = connectorOf(etcdOptions(server.url), 'raced')
    const late = createVirtualConnector({
      store: {
        ...store,
        async put(entries, options) {
          await rival.apply({ prefill: 9, decode: 9 })
          return store.put(entries, options)
        },
      },
      namespace: 'raced',
      maxWaitSeconds: 0,
      nowSeconds: () => 0,
    })
    await first.apply({ prefill: 1, decode: 1 })
    await store.put([['v1/raced/planner/scaled_decision_id', '0']])
    expect(await late.apply({ prefill: 5, decode: 5 })).toEqual({
      kind: 'skipped',
      reason: 'another planner has decided, or leads, meanwhile',
    })
    expect(await store.get('v1/raced/planner/num_prefill_workers')).toBe('9')
    expect(await store.get('v1/raced/planner/decision_id')).toBe('1')
  })
})

describeWith(['etcd'], 'a planner that has lost its lease', () => {
  let server: EtcdServer
  beforeAll(async () => {
    server = await startEtcd()
  })
  afterAll(() => server.kill())

  it('is refused by etcd itself, whatever it believes', async () => {
    const gateway = createEtcdGateway(etcdOptions(server.url))
    const contender = (identity: string) =>
      createEtcdLease({ gateway, key: 'leader', identity, leaseSeconds: 60 })
    const [former, next] = [contender('former'), contender('next')]
    const signal = AbortSignal.timeout(10_000)
    const orders = createVirtualConnector({
      store: createEtcdStore(gateway),
      ...{ namespace: 'fenced', maxWaitSeconds: 0, nowSeconds: () => 0 },
      writeOnlyIf: former.fence,
    })
    expect(await former.hold(signal)).not.toBeNull()
    expect(await orders.apply({ prefill: 1, decode: 1 })).toEqual({ kind: 'applied' })
    await former.release(signal)
    expect(await next.hold(signal)).not.toBeNull()
    expect(await orders.apply({ prefill: 2, decode: 2 })).toMatchObject({ kind: 'skipped' })
    expect((await orders.read()).replicas).toEqual({ prefill: 1, decode: 1 })
  })
})

describeWith(['etcd', 'openssl'], 'an etcd behind TLS', () => {
  let certificates: Certificates
  let server: EtcdServer
  beforeAll(async () => {
    certificates = makeCertificates('planner')
    server = await startEtcd(certificates)
  })
  afterAll(() => server.kill())

  it('is spoken to over TLS with a client certificate, and only with the right CA', async () => {
    const options = etcdOptions(server.url, certificates)
    expect(await storeOf(options).put([['tls', 'yes']])).toBe(true)
    await expect(storeOf({ ...options, tls: {} }).get('tls')).rejects.toThrow(
      /^etcd at https:.*(SELF_SIGNED|UNABLE_TO)/,
    )
    const anonymous = { ...options, tls: { ca: options.tls.ca! } }
    await expect(storeOf(anonymous).get('tls')).rejects.toThrow(ConnectorError)
  })
})

describeWith(['etcd'], 'an etcd with users', () => {
  let server: EtcdServer
  beforeAll(async () => {
    server = await startEtcd()
  })
  afterAll(() => server.kill())

  it('logs in with user and password, anew after a restart, and names the user when refused', async () => {
    const options = etcdOptions(server.url)
    const root = { user: 'root', password: 'secret-word' }
    const admin = createEtcdGateway(options)
    const answer = z.unknown()
    await admin.call('auth/user/add', { name: 'root', password: root.password }, { answer })
    await admin.call('auth/role/add', { name: 'root' }, { answer })
    await admin.call('auth/user/grant', { user: 'root', role: 'root' }, { answer })
    await admin.call('auth/enable', {}, { answer })
    const store = storeOf({ ...options, login: root })
    expect(await store.put([['login', '1']])).toBe(true)
    await server.kill()
    await server.restart()
    expect(await store.get('login')).toBe('1')
    const wrong = storeOf({ ...options, login: { ...root, password: 'wrong-word' } })
    const refused = wrong.get('login')
    await expect(refused).rejects.toThrow(/^etcd: login of user root failed with status 40/)
    await expect(refused).rejects.not.toThrow('wrong-word')
    await expect(storeOf(options).get('login')).rejects.toThrow(ConnectorError)
  })
})
