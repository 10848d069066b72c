import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createElection, type ElectionLease } from '../../src/connectors/election.js'
import { createEtcdGateway } from '../../src/connectors/etcd/gateway.js'
import { createEtcdLease } from '../../src/connectors/etcd/lease.js'
import { createKubernetesLease } from '../../src/connectors/kubernetes/lease.js'
import type { Leadership } from '../../src/connectors/leadership.js'
import type { Cluster } from './cluster.js'
import { plannerApi } from './planner-api.js'

/** Short terms, so that a test sees many. */
export const LEASE_SECONDS = 3
const RENEW_SECONDS = 0.6
const MARGIN_SECONDS = 0.8

export type Where =
  | { readonly kind: 'etcd'; readonly url: string; readonly key: string }
  | {
      readonly kind: 'kubernetes'
      readonly cluster: Cluster
      readonly namespace: string
      readonly token: string
    }

export interface Contender {
  readonly where: Where
  readonly identity: string
  /** How far this one's time of day is off, seconds. */
  readonly skewSeconds: number
}

export function contend(contender: Contender, onError: (error: unknown) => void): Leadership {
  return createElection({
    lease: leaseOf(contender),
    leaseSeconds: LEASE_SECONDS,
    renewSeconds: RENEW_SECONDS,
    marginSeconds: MARGIN_SECONDS,
    clock: {
      steadySeconds: () => performance.now() / 1000,
      wallSeconds: () => Date.now() / 1000 + contender.skewSeconds,
    },
    sleep: (seconds, signal) => sleep(seconds * 1000, undefined, { signal }),
    onError,
  })
}

function leaseOf({ where, identity, skewSeconds }: Contender): ElectionLease {
  if (where.kind === 'etcd') {
    const endpoints = [new URL(where.url)]
    const gateway = createEtcdGateway({ endpoints, login: null, tls: {}, timeoutSeconds: 5 })
    return createEtcdLease({ gateway, key: where.key, identity, leaseSeconds: LEASE_SECONDS })
  }
  const { cluster, namespace, token } = where
  return createKubernetesLease({
    api: plannerApi(cluster, { namespace, token }),
    ...{ name: 'planner', identity, leaseSeconds: LEASE_SECONDS },
    steadySeconds: () => performance.now() / 1000,
    nowMs: () => Date.now() + 1000 * skewSeconds,
  })
}

/** One look of a contender that was told that it leads. All processes of a machine share the steady clock. */
export interface Look {
  readonly at: bigint
  readonly identity: string
  readonly term: number
}

/** Writes a line for each look, every 20 ms, while it leads. */
export async function logTerms(
  leadership: Leadership,
  { identity, log, signal }: { identity: string; log: string; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const at = process.hrtime.bigint()
    const term = leadership.term()
    if (term !== null) appendFileSync(log, `${at} ${identity} ${term}\n`)
    await sleep(20)
  }
}

/** As a process of its own: `node contender.js '{"contender": …, "log": …}'`, until SIGTERM. */
export async function main(text: string): Promise<void> {
  const { contender, log } = JSON.parse(text) as { contender: Contender; log: string }
  const end = new AbortController()
  process.once('SIGTERM', () => end.abort())
  const leadership = contend(contender, () => undefined)
  const { identity } = contender
  await Promise.all([
    leadership.run(end.signal),
    logTerms(leadership, { identity, log, signal: end.signal }),
  ])
}
