import type { PerRole } from '../../src/domain/role.js'
import { type EtcdChange, readEtcdHistory } from './etcd-history.js'

const ROOT = 'v1/dynamo/planner/'
const LEADER = 'v1/dynamo/planner_leader/planner'

/** One order as etcd saw it. */
export interface StoredOrder {
  readonly revision: number
  readonly decisionId: number
  readonly replicas: PerRole<number>
  /** Revision at which the leader's key was made under which it came; null: there was none. */
  readonly term: number | null
}

/** Every order that a planner ever gave, in the order in which etcd took them. */
export async function readOrders(url: URL): Promise<readonly StoredOrder[]> {
  const changes = await readEtcdHistory(url, 'v1/dynamo/planner')
  const revisions = [...new Set(changes.map(({ revision }) => revision))]
  let term: number | null = null
  return revisions.flatMap((revision) => {
    const written = new Map(
      changes.filter((one) => one.revision === revision).map(({ key, value }) => [key, value]),
    )
    const leader = written.get(LEADER)
    if (leader !== undefined) term = leader === null ? null : revision
    return orderOf(written, { revision, term })
  })
}

function orderOf(
  written: ReadonlyMap<string, EtcdChange['value']>,
  at: Pick<StoredOrder, 'revision' | 'term'>,
): StoredOrder[] {
  const [id, prefill, decode] = ['decision_id', 'num_prefill_workers', 'num_decode_workers'].map(
    (name) => written.get(`${ROOT}${name}`),
  )
  if (id === undefined) return []
  // Counts and id are one transaction.
  const replicas = { prefill: wholeNumber(prefill), decode: wholeNumber(decode) }
  return [{ ...at, decisionId: wholeNumber(id), replicas }]
}

function wholeNumber(text: string | null | undefined): number {
  if (text && /^\d+$/.test(text)) return Number(text)
  throw new Error(`not a whole number: ${text}`)
}
