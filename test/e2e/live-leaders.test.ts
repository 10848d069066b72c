import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JournalInterval } from '../../src/run/journal.js'
import { startAcknowledger } from '../helpers/acknowledger.js'
import { readAuditedWrites, revisionOf } from '../helpers/audited-writes.js'
import { CLUSTER_BINARIES, type OwnCluster, startCluster } from '../helpers/cluster.js'
import { type EtcdServer, startEtcd } from '../helpers/etcd.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import {
  kubeconfigOf,
  makePlanned,
  type PlannedDeployment,
  type PlannerStart,
  startKubernetesPlanner,
  startVirtualPlanner,
  swing,
} from '../helpers/live-planners.js'
import { type LiveProcess, replay } from '../helpers/live-process.js'
import { startOperator } from '../helpers/operator.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { expectRightWrites, readScaleWrites } from '../helpers/scale-writes.js'
import { describeWith } from '../helpers/server-binaries.js'
import { readOrders } from '../helpers/virtual-orders.js'

const INTERVALS = 60
const INTERVAL_SECONDS = 1
const ELECT = ['--leader-elect', '--lease-seconds', '5']

const isApplied = ({ outcome }: JournalInterval) => outcome.kind === 'applied'
const termsOf = (live: LiveProcess) =>
  new Set(live.intervals().flatMap((one) => (isApplied(one) ? [one.term!] : [])))

/** Pauses whoever leads until the other one has taken over and ordered, for as many intervals as it takes. */
async function pauseLeaders(one: LiveProcess, other: LiveProcess): Promise<number> {
  let [leader, standby] = [one, other]
  let pauses = 0
  const begunMs = Date.now()
  while (Date.now() - begunMs < INTERVALS * INTERVAL_SECONDS * 1000) {
    const before = standby.intervals().length
    leader.child.kill('SIGSTOP')
    await standby.until('an order of the other', (all) => all.slice(before).some(isApplied))
    leader.child.kill('SIGCONT')
    const woken = leader.intervals().length
    await leader.until('a look after the pause', (all) => all.length > woken)
    pauses++
    ;[leader, standby] = [standby, leader]
  }
  return pauses
}

describePrometheus(`two planners for ${INTERVALS} intervals, the leader paused and resumed`, () => {
  let frontend: Frontend
  let swings: { stop(): void }
  beforeAll(async () => {
    frontend = await startFrontend()
    swings = swing(frontend, 1.5)
  })
  afterAll(async () => {
    swings?.stop()
    await frontend?.stop()
  })

  const given = () => ({
    prometheus: frontend.prometheus.url,
    intervalSeconds: INTERVAL_SECONDS,
    more: ELECT,
  })

  describe.concurrent('at the same time', () => {
    describeWith(CLUSTER_BINARIES, 'by a Lease', () => byLease(given))
    describeWith(['etcd'], 'in etcd', () => inEtcd(given))
  })
})

function byLease(given: () => PlannerStart): void {
  let cluster: OwnCluster
  let planned: PlannedDeployment
  let stopOperator: () => Promise<void>
  const pair: LiveProcess[] = []
  beforeAll(async () => {
    cluster = await startCluster('both')
    planned = await makePlanned(cluster.client)
    stopOperator = startOperator(planned.sample)
  })
  afterAll(async () => {
    for (const live of pair) live.child.kill('SIGKILL')
    await stopOperator?.()
    cluster?.kill()
  })

  it('never two write in one term, by what the API server saw', async () => {
    const { client, auditLog } = cluster
    const { sample } = planned
    // Each with a token of its own, which the API server tells apart.
    const token = await client.serviceAccountToken(sample.namespace, 'planner')
    const kubeconfig = await kubeconfigOf(sample, token)
    pair.push(startKubernetesPlanner(planned, given()))
    await pair[0]!.until('an order of the first', (all) => all.some(isApplied))
    pair.push(startKubernetesPlanner({ sample, kubeconfig }, given()))
    await pair[1]!.until('a look of the second', (all) => all.length > 1)
    const pauses = await pauseLeaders(pair[0]!, pair[1]!)
    for (const live of pair) expect((await live.stop()).exitCode).toBe(0)

    const leases = readAuditedWrites(auditLog, sample.namespace).filter(
      (write) => write.resource === 'leases' && revisionOf(write) !== null,
    )
    const firstLease = Math.min(...leases.map((write) => revisionOf(write)!))
    const writes = readScaleWrites(auditLog, sample).filter(
      (write) => revisionOf(write)! > firstLease,
    )
    // Each by the one whose name stood in the Lease when the server took it, in the server's own order.
    for (const write of writes) {
      const held = leases.findLast((lease) => revisionOf(lease)! < revisionOf(write)!)!
      expect(held.answer.spec?.holderIdentity).not.toBe('')
      expect(write.credential).toBe(held.credential)
    }
    expect(new Set(writes.map(({ credential }) => credential)).size).toBe(2)
    const intervals = pair.flatMap((live) => live.intervals())
    expectRightWrites(writes, { intervals, intervalSeconds: INTERVAL_SECONDS })
    await expectTurns(pair, pauses)
  }, 180_000)
}

function inEtcd(given: () => PlannerStart): void {
  let etcd: EtcdServer
  let stopAcknowledger: () => Promise<void>
  const pair: LiveProcess[] = []
  beforeAll(async () => {
    etcd = await startEtcd()
    stopAcknowledger = startAcknowledger(etcd.url)
  })
  afterAll(async () => {
    for (const live of pair) live.child.kill('SIGKILL')
    await stopAcknowledger?.()
    await etcd?.kill()
  })

  it('never two write in one term, by what etcd saw', async () => {
    pair.push(startVirtualPlanner(etcd.url, given()))
    await pair[0]!.until('an order of the first', (all) => all.some(isApplied))
    pair.push(startVirtualPlanner(etcd.url, given()))
    await pair[1]!.until('a look of the second', (all) => all.length > 1)
    const pauses = await pauseLeaders(pair[0]!, pair[1]!)
    for (const live of pair) expect((await live.stop()).exitCode).toBe(0)

    const orders = await readOrders(etcd.url)
    expect(orders.map(({ decisionId }) => decisionId)).toEqual(orders.map((_, i) => i))
    const terms = pair.map(termsOf)
    for (const { term, replicas } of orders) {
      const writers = pair.filter((_, i) => terms[i]!.has(term!))
      expect(writers).toHaveLength(1)
      // What it ordered, it decided in that term.
      const decided = writers[0]!.intervals().filter((one) => one.term === term)
      expect(decided.map(({ decision }) => decision.replicas)).toContainEqual(replicas)
    }
    await expectTurns(pair, pauses)
  }, 180_000)
}

async function expectTurns(pair: readonly LiveProcess[], pauses: number): Promise<void> {
  const [own, other] = pair.map(termsOf) as [Set<number>, Set<number>]
  expect(pauses).toBeGreaterThanOrEqual(5)
  // Each term is one planner's.
  expect([...own].filter((term) => other.has(term))).toEqual([])
  expect(own.size + other.size).toBeGreaterThanOrEqual(pauses)
  for (const live of pair) expect(await replay(live)).toMatchObject({ exitCode: 0 })
}
