import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { JournalInterval } from '../../src/run/journal.js'
import { CLUSTER_BINARIES, type OwnCluster, startCluster } from '../helpers/cluster.js'
import { shippedToken } from '../helpers/deploy.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { makeSample, type Sample, SERVICES } from '../helpers/graph-deployment.js'
import { writeKubeconfig } from '../helpers/kubeconfig.js'
import { type LiveProcess, replay, startLive } from '../helpers/live-process.js'
import { runPlanner, scratchFolder } from '../helpers/planner.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

const LLAMA = SERVICES.map((service) =>
  service.args === undefined ? service : { ...service, args: ['--model', 'llama'] },
)

const isApplied = ({ outcome }: JournalInterval) => outcome.kind === 'applied'
const isStandby = ({ outcome }: JournalInterval) => outcome.kind === 'standby'

describePrometheus('planner live on a real Prometheus', () => {
  describeWith(CLUSTER_BINARIES, 'with --environment kubernetes and the shipped Role', () => {
    let frontend: Frontend
    let cluster: OwnCluster
    let sample: Sample
    let kubeconfig: string
    let stopOperator: () => Promise<void>
    const running: LiveProcess[] = []

    beforeAll(async () => {
      ;[frontend, cluster] = await Promise.all([startFrontend(), startCluster('both')])
    })
    afterAll(async () => {
      cluster.kill()
      await frontend.stop()
    })
    beforeEach(async () => {
      frontend.setRate(40)
      sample = await makeSample(cluster.client, 'v1beta1', LLAMA)
      await sample.makeAdapters()
      const { namespace } = sample
      const token = await shippedToken(cluster.client, namespace)
      kubeconfig = writeKubeconfig(cluster.client.cluster, { namespace, token })
      await until('the Role is known', async () => (await scale()).exitCode === 0)
      stopOperator = startOperator(sample)
    })
    afterEach(async () => {
      for (const live of running.splice(0)) live.child.kill('SIGKILL')
      await stopOperator()
    })

    function scale() {
      const args = ['scale', 'set', 'decode=1', '--kubeconfig', kubeconfig]
      return runPlanner([...args, '--deployment', sample.name], { cwd: scratchFolder() })
    }

    /** GPUs and the model are the deployment's to say. */
    function start(...more: readonly string[]): LiveProcess {
      const live = startLive(
        [
          ...['--environment', 'kubernetes', '--leader-elect', '--lease-seconds', '5'],
          ...['--kubeconfig', kubeconfig, '--profile', 'h200-llama-3.1-8b'],
          ...['--adjustment-interval', '2', '--load-predictor', 'constant', '--max-staleness', '2'],
          ...['--initial-wait-seconds', '0', '--scaling-check-interval', '0.5'],
          ...['--max-gpu-budget', '96', ...more],
          ...['--metric-pulling-prometheus-endpoint', frontend.prometheus.url],
        ],
        { env: { DYN_PARENT_DGD_K8S_NAME: sample.name } },
      )
      running.push(live)
      return live
    }

    const pools = async () => ({
      prefill: (await sample.readAdapter('PrefillWorker'))!,
      decode: (await sample.readAdapter('DecodeWorker'))!,
    })

    it('scales both pools through the adapters, resumes after the API server was killed, and replays', async () => {
      const live = start()
      await live.until('a first order', (intervals) => intervals.some(isApplied))
      frontend.setRate(800)
      await until('both pools grow', async () => {
        const { prefill, decode } = await pools()
        return prefill > 10 && decode > 1
      })
      cluster.apiserver.kill('SIGKILL')
      await live.until('a hold', (intervals) => intervals.at(-1)?.hold?.code === 'environment')
      const before = live.intervals().length
      await cluster.restart()
      frontend.setRate(40)
      await live.until('an order', (intervals) => intervals.slice(before).some(isApplied))
      await until('both pools shrink', async () => {
        const { prefill, decode } = await pools()
        return prefill < 10 && decode === 1
      })
      const { exitCode, stderr } = await live.stop()
      expect(exitCode).toBe(130)
      expect(stderr).toContain('"msg":"leads"')
      expect(stderr).toContain('"msg":"the lease could not be taken or renewed"')
      for (const { decision } of live.intervals()) {
        const { prefill, decode } = decision.replicas
        expect(prefill + 2 * decode).toBeLessThanOrEqual(96)
      }
      expect(await replay(live)).toMatchObject({ exitCode: 0 })
    })

    it('orders from one process at a time: the other takes over from a leader that is paused, and back when it is killed', async () => {
      const first = start()
      await first.until('an order of the first', (intervals) => intervals.some(isApplied))
      const second = start()
      await second.until('the second stands by', (intervals) => intervals.some(isStandby))
      expect(second.intervals().some(isApplied)).toBe(false)

      first.child.kill('SIGSTOP')
      frontend.setRate(800)
      await second.until('an order of the second', (intervals) => intervals.some(isApplied))
      first.child.kill('SIGCONT')
      await first.until('the first stands by', (intervals) => isStandby(intervals.at(-1)!))

      second.child.kill('SIGKILL')
      await second.ended
      frontend.setRate(40)
      await first.until('the first orders again', (intervals) => isApplied(intervals.at(-1)!))
      await first.stop()

      const termsOf = (live: LiveProcess) =>
        live.intervals().flatMap(({ term, outcome }) => (outcome.kind === 'applied' ? [term!] : []))
      const [own, other] = [new Set(termsOf(first)), new Set(termsOf(second))]
      expect(own.size).toBe(2)
      expect(other.size).toBe(1)
      const [taken] = other
      expect([...own][0]).toBeLessThan(taken!)
      expect([...own][1]).toBeGreaterThan(taken!)
      for (const live of [first, second]) expect((await replay(live)).exitCode).toBe(0)
    })
  })
})

/** The operator's work, again and again; while the API server is away there is none. */
function startOperator(sample: Sample): () => Promise<void> {
  let isOn = true
  async function work(): Promise<void> {
    while (isOn) {
      await sample.operate().catch(() => undefined)
      await sleep(200)
    }
  }
  const working = work()
  return () => {
    isOn = false
    return working
  }
}
