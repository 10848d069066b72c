import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROLES } from '../../src/domain/role.js'
import type { TrafficSample } from '../../src/domain/traffic.js'
import { readIntervals } from '../../src/files/trace.js'
import type { JournalInterval } from '../../src/run/journal.js'
import { CLUSTER_BINARIES, type OwnCluster, startCluster } from '../helpers/cluster.js'
import { type EnvironmentScript, startEnvironmentScript } from '../helpers/environment-script.js'
import { type EtcdServer, startEtcd } from '../helpers/etcd.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import {
  MAX_GPUS,
  makePlanned,
  type PlannedDeployment,
  startKubernetesPlanner,
  startVirtualPlanner,
} from '../helpers/live-planners.js'
import { type LiveProcess, replay } from '../helpers/live-process.js'
import { startOperator } from '../helpers/operator.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { expectRightWrites, readScaleWrites } from '../helpers/scale-writes.js'
import { describeWith } from '../helpers/server-binaries.js'
import { readOrders } from '../helpers/virtual-orders.js'

const INTERVAL_SECONDS = 2
/** So many requests in the place of one of the sample: both pools have to scale. */
const SCALE = 1.5

/** The sample's day, an interval an hour. */
async function readDay(): Promise<readonly TrafficSample[]> {
  const { intervals } = await readIntervals({
    path: 'traces/diurnal-day.jsonl.gz',
    adjustmentIntervalSeconds: 3600,
    emptyIntervals: 'fill',
    onBadLine: 'error',
  })
  return intervals.map((one) => ({ ...one, requests: one.requests * SCALE }))
}

const isApplied = ({ outcome }: JournalInterval) => outcome.kind === 'applied'

/** Both pools were larger once than the last order made them. */
function isDown(intervals: readonly JournalInterval[]): boolean {
  const orders = intervals.filter(isApplied).map(({ decision }) => decision.replicas)
  return ROLES.every((role) => orders.some((order) => order[role] > orders.at(-1)![role]))
}

describePrometheus('a compressed day of the sample traffic on a real Prometheus', () => {
  describeWith(CLUSTER_BINARIES, 'with an API server, and with an etcd', () => {
    let frontend: Frontend
    let cluster: OwnCluster
    let etcd: EtcdServer
    let script: EnvironmentScript
    let planned: PlannedDeployment
    let stopOperator: () => Promise<void>
    const planners: LiveProcess[] = []

    /** Both live through the same day. */
    beforeAll(async () => {
      ;[frontend, cluster, etcd] = await Promise.all([
        startFrontend(),
        startCluster('both'),
        startEtcd(),
      ])
      planned = await makePlanned(cluster.client)
      stopOperator = startOperator(planned.sample)
      script = startEnvironmentScript(etcd.url)
      const start = { prometheus: frontend.prometheus.url, intervalSeconds: INTERVAL_SECONDS }
      planners.push(startKubernetesPlanner(planned, start), startVirtualPlanner(etcd.url, start))
      for (const planner of planners) {
        await planner.until('a first interval', (intervals) => intervals.length > 0)
      }
      await frontend.play(await readDay(), INTERVAL_SECONDS)
      // An environment that is slow to acknowledge holds the last orders of the day up.
      for (const planner of planners) await planner.until('pools that are smaller again', isDown)
      await Promise.all(planners.map((planner) => planner.stop()))
    })
    afterAll(async () => {
      script?.stop()
      await stopOperator?.()
      cluster?.kill()
      await etcd?.kill()
      await frontend?.stop()
    })

    it.each([
      ['kubernetes', 0],
      ['virtual', 1],
    ])('--environment %s scales both pools up and down again, and replays', async (_, index) => {
      const planner = planners[index]!
      const applied = planner.intervals().filter(isApplied)
      expect(planner.intervals().length).toBeGreaterThanOrEqual(24)
      for (const role of ROLES) {
        const counts = applied.map(({ decision }) => decision.replicas[role])
        const peak = Math.max(...counts)
        expect(peak).toBeGreaterThan(counts[0]!)
        expect(counts.at(-1)).toBeLessThan(peak)
      }
      expect((await planner.ended).exitCode).toBe(0)
      expect(await replay(planner)).toMatchObject({ exitCode: 0 })
    })

    it('each write that the API server saw is within budget and minimum, and was decided', () => {
      const writes = readScaleWrites(cluster.auditLog, planned.sample)
      const [{ intervals }] = planners as [LiveProcess]
      expectRightWrites(writes, { intervals: intervals(), intervalSeconds: INTERVAL_SECONDS })
      // The pool that shrinks is written first; each for itself is in order.
      for (const role of ['prefill', 'decode'] as const) {
        const journalled = intervals().flatMap(({ outcome }) => {
          const pool = 'pools' in outcome ? outcome.pools?.[role] : undefined
          return pool?.kind === 'applied' ? [[pool.from, pool.to]] : []
        })
        const own = writes.filter((write) => write.role === role)
        expect(own.map(({ from, to }) => [from, to])).toEqual(journalled)
      }
      expect(writes.length).toBeGreaterThan(4)
    })

    it('each order that etcd saw is the next decision of the journal, and the script carried it out', async () => {
      const orders = await readOrders(etcd.url)
      expect(orders.map(({ decisionId }) => decisionId)).toEqual(orders.map((__, i) => i))
      const decided = planners[1]!.intervals().filter(isApplied)
      expect(orders.map(({ replicas }) => replicas)).toEqual(
        decided.map(({ decision }) => decision.replicas),
      )
      for (const { replicas } of orders) {
        expect(Math.min(replicas.prefill, replicas.decode)).toBeGreaterThanOrEqual(1)
        expect(replicas.prefill + replicas.decode).toBeLessThanOrEqual(MAX_GPUS)
      }
      expect(script.carriedOut().length).toBeGreaterThan(4)
    })
  })
})
