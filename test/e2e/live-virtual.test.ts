import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createEtcdGateway } from '../../src/connectors/etcd/gateway.js'
import { createEtcdStore } from '../../src/connectors/etcd/store.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'
import type { JournalInterval } from '../../src/run/journal.js'
import { type EnvironmentScript, startEnvironmentScript } from '../helpers/environment-script.js'
import { type EtcdServer, etcdOptions, startEtcd } from '../helpers/etcd.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { startVirtualPlanner } from '../helpers/live-planners.js'
import { type LiveProcess, replay } from '../helpers/live-process.js'
import { scratchFolder } from '../helpers/planner.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

const isApplied = ({ outcome }: JournalInterval) => outcome.kind === 'applied'

describePrometheus('planner live on a real Prometheus', () => {
  describeWith(['etcd'], 'with --environment virtual on a real etcd', () => {
    let frontend: Frontend
    let etcd: EtcdServer
    let script: EnvironmentScript
    let live: LiveProcess | undefined

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
      live?.child.kill('SIGKILL')
      script.stop()
      await etcd.kill()
    })

    function lastOrder() {
      const store = createEtcdStore(createEtcdGateway(etcdOptions(etcd.url)))
      return createVirtualEnvironment(store, 'dynamo').order()
    }

    it('scales both pools up and down, acknowledged by a script, goes on after etcd was killed, and replays', async () => {
      live = startVirtualPlanner(etcd.url, {
        prometheus: frontend.prometheus.url,
        intervalSeconds: 2,
      })
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
      expect(exitCode).toBe(0)
      expect(stderr.match(/"msg":"hold ended"/g)?.length).toBeGreaterThanOrEqual(1)
      const decided = live.intervals().map(({ decision }) => decision.replicas)
      expect(decided).toEqual(expect.arrayContaining([...script.carriedOut()]))
      expect((await lastOrder())!.decisionId).toBeGreaterThanOrEqual(2)
      expect(await replay(live)).toMatchObject({ exitCode: 0 })
    })

    it('--once: an order that is never acknowledged holds up the next ones for the maximum wait, by the journal', async () => {
      script.stop()
      const cwd = scratchFolder()
      const once = async (rate: number) => {
        frontend.setRate(rate)
        // The interval that is looked at has to be of that rate.
        await sleep(1200)
        const run = startVirtualPlanner(etcd.url, {
          ...{ cwd, prometheus: frontend.prometheus.url, intervalSeconds: 1 },
          more: ['--once', '--scaling-max-wait', '3'],
        })
        expect((await run.ended).exitCode).toBe(0)
        return run.intervals().at(-1)!.outcome
      }
      expect(await once(40)).toMatchObject({ kind: 'applied' })
      const begunMs = Date.now()
      const outcomes: string[] = []
      await until('an order in spite of it', async () => {
        const { kind } = await once(800)
        outcomes.push(kind)
        return kind === 'applied'
      })
      expect(outcomes.slice(0, -1).every((kind) => kind === 'skipped')).toBe(true)
      expect(outcomes.length).toBeGreaterThan(1)
      expect(Date.now() - begunMs).toBeGreaterThanOrEqual(3000)
    })
  })
})
