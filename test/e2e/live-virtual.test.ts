import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createEtcdGateway } from '../../src/connectors/etcd/gateway.js'
import { createEtcdStore } from '../../src/connectors/etcd/store.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'
import type { JournalInterval } from '../../src/run/journal.js'
import { type EnvironmentScript, startEnvironmentScript } from '../helpers/environment-script.js'
import { type EtcdServer, etcdOptions, startEtcd } from '../helpers/etcd.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { type LiveProcess, replay, startLive } from '../helpers/live-process.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { describeWith } from '../helpers/server-binaries.js'

const isApplied = ({ outcome }: JournalInterval) => outcome.kind === 'applied'
const ordered = (intervals: readonly JournalInterval[]) => intervals.filter(isApplied)

describePrometheus('planner live on a real Prometheus', () => {
  describeWith(['etcd'], 'with --environment virtual on a real etcd', () => {
    let frontend: Frontend
    let etcd: EtcdServer
    let script: EnvironmentScript
    const running: LiveProcess[] = []

    beforeAll(async () => {
      frontend = await startFrontend()
    })
    afterAll(() => frontend.stop())
    beforeEach(async () => {
      frontend.setRate(40)
      etcd = await startEtcd()
      script = startEnvironmentScript(etcd.url)
    })
    afterEach(async () => {
      for (const live of running.splice(0)) live.child.kill('SIGKILL')
      script.stop()
      await etcd.kill()
    })

    function start(...more: readonly string[]): LiveProcess {
      const live = startLive(
        [
          ...[
            '--environment',
            'virtual',
            '--model-name',
            'llama',
            '--profile',
            'h200-llama-3.1-8b',
          ],
          ...['--prefill-engine-num-gpu', '1', '--decode-engine-num-gpu', '1'],
          ...['--adjustment-interval', '2', '--load-predictor', 'constant', '--max-staleness', '2'],
          ...['--initial-wait-seconds', '0', '--scaling-check-interval', '0.5'],
          ...['--max-gpu-budget', '64', ...more],
          ...['--metric-pulling-prometheus-endpoint', frontend.prometheus.url],
        ],
        { env: { ETCD_ENDPOINTS: etcd.url.origin } },
      )
      running.push(live)
      return live
    }

    function lastOrder() {
      const store = createEtcdStore(createEtcdGateway(etcdOptions(etcd.url)))
      return createVirtualEnvironment(store, 'dynamo').order()
    }

    it('scales both pools up and down, acknowledged by a script, goes on after etcd was killed, and replays', async () => {
      const live = start()
      await live.until('a first order', (intervals) => intervals.some(isApplied))
      frontend.setRate(800)
      const last = () => script.carriedOut().at(-1) ?? { prefill: 0, decode: 0 }
      await live.until('both pools grow', () => last().prefill > 1 && last().decode > 1)
      const peak = last()
      await etcd.kill()
      await live.until('a hold', (intervals) => intervals.at(-1)?.hold?.code === 'environment')
      await etcd.restart()
      await live.until('the hold ends', (intervals) => intervals.at(-1)?.hold === null)
      frontend.setRate(40)
      await live.until(
        'both pools shrink',
        () => last().prefill < peak.prefill && last().decode < peak.decode,
      )
      const { exitCode, stderr } = await live.stop()
      expect(exitCode).toBe(130)
      expect(stderr.match(/"msg":"hold ended"/g)?.length).toBeGreaterThanOrEqual(1)
      const decided = live.intervals().map(({ decision }) => decision.replicas)
      expect(decided).toEqual(expect.arrayContaining([...script.carriedOut()]))
      expect((await lastOrder())!.decisionId).toBeGreaterThanOrEqual(2)
      expect(await replay(live)).toMatchObject({ exitCode: 0 })
    })

    it('--leader-elect: one orders, the other takes over when it is killed, and ids go on', async () => {
      const elect = ['--leader-elect', '--lease-seconds', '5']
      const first = start(...elect)
      await first.until('an order of the first', (intervals) => intervals.some(isApplied))
      const second = start(...elect)
      await second.until('a look of the second', (intervals) => intervals.length >= 2)
      expect(ordered(second.intervals())).toEqual([])
      first.child.kill('SIGKILL')
      await first.ended
      frontend.setRate(800)
      await second.until('an order of the second', (intervals) => intervals.some(isApplied))
      await second.stop()
      const terms = (live: LiveProcess) => [
        ...new Set(ordered(live.intervals()).map((i) => i.term)),
      ]
      expect(terms(first)).toHaveLength(1)
      expect(terms(second)).toHaveLength(1)
      expect(terms(second)[0]).toBeGreaterThan(terms(first)[0]!)
      expect(second.log()).toMatch(/"msg":"stands by.*"msg":"leads"/s)
      // A process that is killed may have ordered once more than it could write down.
      const orders = [first, second].flatMap((live) => ordered(live.intervals())).length
      expect([orders - 1, orders]).toContain((await lastOrder())!.decisionId)
      for (const live of [first, second]) expect((await replay(live)).exitCode).toBe(0)
    })
  })
})
