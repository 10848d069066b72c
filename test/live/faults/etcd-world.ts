import { createEtcdGateway } from '../../../src/connectors/etcd/gateway.js'
import { createEtcdLease } from '../../../src/connectors/etcd/lease.js'
import { createEtcdStore } from '../../../src/connectors/etcd/store.js'
import type { Wire } from '../../../src/connectors/http-call.js'
import { virtualKeys } from '../../../src/connectors/virtual-keys.js'
import { createVirtualWorkers } from '../../../src/connectors/virtual-workers.js'
import type { PerRole } from '../../../src/domain/role.js'
import {
  INTERVAL_SECONDS,
  LEASE_SECONDS,
  MOST_WAIT_SECONDS,
  TIMEOUT_SECONDS,
} from './day-settings.js'
import { MemoryEtcd } from './memory-etcd.js'
import type { Candidate, World, WorldParts } from './world.js'

const KEYS = virtualKeys('dynamo')
const LEADER_KEY = 'v1/dynamo/planner_leader/planner'

/** An environment that scales itself, told through etcd; it carries orders out in its own time. */
export function createEtcdWorld({ clock, chance, watch }: WorldParts): World {
  const server = new MemoryEtcd(clock, (write, sent) => {
    const decisionId = write.get(KEYS.decisionId)
    if (decisionId === undefined) return
    const replicas = {
      prefill: Number(write.get(KEYS.prefill)),
      decode: Number(write.get(KEYS.decode)),
    }
    watch.tellOrder({ replicas, ordered: replicas, sent, holder: server.read(LEADER_KEY) })
    watch.tellDecisionId(Number(decisionId))
    const doneMs = clock.steadyMs() + chance.between(1, 1.2 * INTERVAL_SECONDS) * 1000
    void clock.sleepUntil(doneMs).then(() => acknowledge(Number(decisionId)))
  })

  function acknowledge(decisionId: number): void {
    if (decisionId <= Number(server.read(KEYS.scaledDecisionId) ?? -1)) return
    server.write(KEYS.scaledDecisionId, String(decisionId))
  }

  return {
    server,
    loseLease: () => server.loseLeases(),
    ordered: (): PerRole<number> => ({
      prefill: Number(server.read(KEYS.prefill)),
      decode: Number(server.read(KEYS.decode)),
    }),
    connect: (candidate, wire) => connect(candidate, wire),
  }
}

function connect({ process, identity, leadership, elects }: Candidate, wire: Wire) {
  const endpoints = [new URL('http://etcd:2379')]
  const gateway = createEtcdGateway({
    ...{ endpoints, login: null, tls: {}, timeoutSeconds: TIMEOUT_SECONDS, wire },
  })
  const key = { key: LEADER_KEY, identity, leaseSeconds: LEASE_SECONDS }
  const lease = createEtcdLease({ gateway, ...key })
  const environment = createVirtualWorkers({
    store: createEtcdStore(gateway),
    ...{ namespace: 'dynamo', backend: 'vllm', roles: ['prefill', 'decode'] },
    maxWaitSeconds: MOST_WAIT_SECONDS,
    nowSeconds: () => process.steadyMs() / 1000,
    mayWrite: () => leadership().isLeader(),
    term: () => leadership().term(),
    ...(elects && { writeOnlyIf: lease.fence }),
  })
  return { environment, lease }
}
