import * as z from 'zod'
import type { KeyValueStore, PutOptions } from '../key-value-store.js'
import type { EtcdGateway } from './gateway.js'

const RANGE = z.object({
  kvs: z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]),
})
const TXN = z.object({ succeeded: z.boolean().default(false) })

/** The virtual protocol's store in etcd. Every read is linearizable, every write one transaction. */
export function createEtcdStore(gateway: EtcdGateway): KeyValueStore {
  async function range(body: object, signal: AbortSignal | undefined) {
    const { kvs } = await gateway.call('kv/range', body, { answer: RANGE, signal })
    return new Map(kvs.map(({ key, value }) => [fromBase64(key), fromBase64(value)]))
  }

  return {
    async get(key, signal) {
      return (await range({ key: toBase64(key) }, signal)).get(key)
    },
    list(prefix, signal) {
      return range({ key: toBase64(prefix), range_end: toBase64(endOf(prefix)) }, signal)
    },
    async put(entries, { onlyIf = [], signal } = {}) {
      const body = { compare: onlyIf.map(compare), success: entries.map(requestPut) }
      return (await gateway.call('kv/txn', body, { answer: TXN, signal })).succeeded
    },
  }
}

/** One condition of a transaction. An absent key has the create revision 0. */
export function compare([key, value]: NonNullable<PutOptions['onlyIf']>[number]): object {
  const on = { key: toBase64(key), result: 'EQUAL' }
  return value === undefined
    ? { ...on, target: 'CREATE', create_revision: '0' }
    : { ...on, target: 'VALUE', value: toBase64(value) }
}

function requestPut([key, value]: readonly [string, string]): object {
  return { request_put: { key: toBase64(key), value: toBase64(value) } }
}

/** The first key behind all those with the prefix: its last byte plus one (ASCII prefixes only end below 0x7f). */
function endOf(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1)
  return prefix.slice(0, -1) + String.fromCharCode(last + 1)
}

export function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}
