import { createEtcdGateway } from '../../src/connectors/etcd/gateway.js'
import { createEtcdStore } from '../../src/connectors/etcd/store.js'
import { etcdOptions } from './etcd.js'

/** One change of one key, as etcd kept it. Keys that were written in one transaction share a revision. */
export interface EtcdChange {
  readonly revision: number
  readonly key: string
  /** Null: the key went. */
  readonly value: string | null
}

const END = 'end-of-history'

interface WatchAnswer {
  readonly result?: {
    readonly events?: readonly {
      readonly type?: 'DELETE'
      readonly kv: { readonly key: string; readonly value?: string; readonly mod_revision: string }
    }[]
  }
}

/** Everything that was ever written below a prefix, in order. */
export async function readEtcdHistory(url: URL, prefix: string): Promise<readonly EtcdChange[]> {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const text = (bytes = '') => Buffer.from(bytes, 'base64').toString()
  // The watch ends at a mark that is written now.
  await createEtcdStore(createEtcdGateway(etcdOptions(url))).put([[`${prefix}${END}`, '']])
  const create_request = {
    key: base64(prefix),
    range_end: base64(`${prefix}\u007f`),
    start_revision: '1',
  }
  const body = JSON.stringify({ create_request })
  const changes: EtcdChange[] = []
  for await (const line of linesOf(
    await fetch(new URL('/v3/watch', url), { method: 'POST', body }),
  )) {
    const { result } = JSON.parse(line) as WatchAnswer
    for (const { type, kv } of result?.events ?? []) {
      const key = text(kv.key)
      if (key === `${prefix}${END}`) return changes
      const value = type === 'DELETE' ? null : text(kv.value)
      changes.push({ revision: Number(kv.mod_revision), key, value })
    }
  }
  throw new Error('the watch ended before its mark')
}

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    const lines = `${text}${decoder.decode(chunk, { stream: true })}`.split('\n')
    text = lines.pop()!
    yield* lines
  }
}
