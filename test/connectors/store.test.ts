import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEtcdGateway } from '../../src/connectors/etcd/gateway.js'
import { createEtcdStore } from '../../src/connectors/etcd/store.js'
import type { KeyValueStore } from '../../src/connectors/key-value-store.js'
import { createMemoryStore } from '../../src/connectors/memory-store.js'
import { type EtcdServer, etcdOptions, startEtcd } from '../helpers/etcd.js'
import { describeWith } from '../helpers/server-binaries.js'

describe('the store in memory', () => {
  keepsItsPromises(() => createMemoryStore())
})

describeWith(['etcd'], 'the store in etcd', () => {
  let server: EtcdServer
  beforeAll(async () => {
    server = await startEtcd()
  })
  afterAll(() => server.kill())
  keepsItsPromises(() => createEtcdStore(createEtcdGateway(etcdOptions(server.url))))
})

/** Each test has keys of its own. */
function keepsItsPromises(create: () => KeyValueStore): void {
  it('gives back what was put, and undefined for a key that is absent', async () => {
    const store = create()
    expect(await store.get('a/none')).toBeUndefined()
    expect(await store.put([['a/ünï', '✓ 7']])).toBe(true)
    expect(await store.get('a/ünï')).toBe('✓ 7')
    await store.put([['a/empty', '']])
    expect(await store.get('a/empty')).toBe('')
  })

  it('lists the keys below a prefix and no others', async () => {
    const store = create()
    await store.put([
      ['b/x/1', 'one'],
      ['b/x/2', 'two'],
      ['b/x0', 'neighbour'],
      ['b/x', 'parent'],
    ])
    expect(Object.fromEntries(await store.list('b/x/'))).toEqual({ 'b/x/1': 'one', 'b/x/2': 'two' })
    expect((await store.list('b/none/')).size).toBe(0)
  })

  it('writes all or nothing, as the conditions say', async () => {
    const store = create()
    const entries = [
      ['c/1', 'new'],
      ['c/2', 'new'],
    ] as const
    expect(await store.put(entries, { onlyIf: [['c/1', 'old']] })).toBe(false)
    expect(await store.get('c/1')).toBeUndefined()
    expect(await store.put(entries, { onlyIf: [['c/1', undefined]] })).toBe(true)
    expect(await store.put([['c/2', 'newer']], { onlyIf: [['c/1', undefined]] })).toBe(false)
    const both = { onlyIf: [['c/1', 'new'] as const, ['c/2', 'old'] as const] }
    expect(await store.put([['c/2', 'newer']], both)).toBe(false)
    expect(await store.get('c/2')).toBe('new')
    expect(await store.put([['c/2', 'newer']], { onlyIf: [['c/1', 'new']] })).toBe(true)
  })
}
