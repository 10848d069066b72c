import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JournalInterval } from '../../src/run/journal.js'
import { readAuditedWrites } from '../helpers/audited-writes.js'
import { CLUSTER_BINARIES, type OwnCluster, startCluster } from '../helpers/cluster.js'
import type { Fault, FaultProxy } from '../helpers/fault-proxy.js'
import { startFaultProxy } from '../helpers/fault-proxy.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import type { Sample } from '../helpers/graph-deployment.js'
import { makePlanned, startKubernetesPlanner, swing } from '../helpers/live-planners.js'
import { type LiveProcess, replay } from '../helpers/live-process.js'
import { startOperator } from '../helpers/operator.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { expectRightWrites, readScaleWrites } from '../helpers/scale-writes.js'
import { describeWith } from '../helpers/server-binaries.js'

const LEASE_SECONDS = 5
/** One look begins in each fifth of a lease, and ends within another. */
const NEXT_LOOK_MS = (2 / 5) * LEASE_SECONDS * 1000
const INTERVAL_SECONDS = 1
const GROUP = '/apis/nvidia.com/v1beta1/namespaces'
const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/namespaces'

interface Trouble {
  readonly what: string
  /** What an interval's hold or failed order says; null: orders go on. */
  readonly text: RegExp | null
  begin(): unknown
  end(): unknown
}

const isApplied = ({ outcome }: JournalInterval) => outcome.kind === 'applied'

/** Whatever an interval says went wrong. */
function complaintOf({ hold, outcome }: JournalInterval): string {
  const pools = 'pools' in outcome && outcome.pools ? Object.values(outcome.pools) : []
  const reasons = [outcome, ...pools].map((one) => ('reason' in one ? (one.reason ?? '') : ''))
  return [hold?.text ?? '', ...reasons].join(' ')
}

describePrometheus('planner live while the API server or the deployment is in trouble', () => {
  describeWith(CLUSTER_BINARIES, 'with the shipped Role, leading by a Lease', () => {
    let frontend: Frontend
    let cluster: OwnCluster
    let proxy: FaultProxy
    let sample: Sample
    let live: LiveProcess
    let swings: { stop(): void }
    let stopOperator: () => Promise<void>

    beforeAll(async () => {
      ;[frontend, cluster] = await Promise.all([startFrontend(), startCluster('both')])
      proxy = await startFaultProxy(cluster.client.cluster)
      const planned = await makePlanned(cluster.client, proxy.url)
      sample = planned.sample
      stopOperator = startOperator(sample)
      swings = swing(frontend, 1.5)
      live = startKubernetesPlanner(planned, {
        prometheus: frontend.prometheus.url,
        intervalSeconds: INTERVAL_SECONDS,
        more: [
          '--leader-elect',
          '--lease-seconds',
          String(LEASE_SECONDS),
          '--scaling-max-wait',
          '3',
        ],
      })
      await live.until('an order', (all) => all.some(isApplied))
    })
    afterAll(async () => {
      swings?.stop()
      live?.child.kill('SIGKILL')
      await stopOperator?.()
      proxy?.close()
      cluster?.kill()
      await frontend?.stop()
    })

    const send = (...args: Parameters<OwnCluster['client']['send']>) => cluster.client.send(...args)
    const at = (path: string) => `${GROUP}/${sample.namespace}/${path}`
    const deployment = () => at(`dynamographdeployments/${sample.name}`)
    const adapters = () => at('dynamographdeploymentscalingadapters')

    const onTheWay = (
      fault: Fault,
      isMet: (method: string, path: string, count: number) => boolean = () => true,
    ) => ({
      begin: () => {
        proxy.faults = (...request) => (isMet(...request) ? fault : { kind: 'none' })
      },
      end: () => {
        proxy.faults = () => ({ kind: 'none' })
      },
    })
    const status = (code: number, reason: string, headers: Record<string, string> = {}): Fault => ({
      kind: 'answer',
      status: code,
      body: JSON.stringify({ kind: 'Status', reason, message: reason, code }),
      headers,
    })
    const isPatch = (method: string) => method === 'PATCH'
    const isOfDeployments = (_: string, path: string) => path.includes('dynamographdeployment')

    /** Gone while it lasts, and back as it was. */
    const removed = (paths: () => Promise<readonly string[]>, collection: () => string) => {
      let bodies: object[] = []
      return {
        async begin() {
          const found = await paths()
          bodies = await Promise.all(
            found.map(async (path) => (await send('GET', path)).body as object),
          )
          for (const path of found) await send('DELETE', path)
        },
        async end() {
          for (const body of bodies) await send('POST', collection(), { body: fresh(body) })
        },
      }
    }
    /** The deployment with other components, and back with its own; the operator would write over them. */
    const components = (change: (own: readonly object[]) => readonly object[]) => {
      let own: readonly object[] = []
      const write = async (changed: readonly object[]) => {
        const body = { spec: { components: changed } }
        await send('PATCH', deployment(), { body, type: 'application/merge-patch+json' })
      }
      return {
        async begin() {
          await stopOperator()
          const { body } = await send('GET', deployment())
          own = (body as { spec: { components: readonly object[] } }).spec.components
          await write(change(own))
        },
        async end() {
          await write(own)
          stopOperator = startOperator(sample)
        },
      }
    }

    const TROUBLES: readonly Trouble[] = [
      {
        ...{
          what: 'the API server is killed and comes back',
          text: /ECONNRESET|ECONNREFUSED|socket/,
        },
        begin: () => cluster.apiserver.kill('SIGKILL'),
        end: () => cluster.restart(),
      },
      {
        what: 'the binding of the Role is taken away: 403',
        text: /the Role needs the rule \{apiGroups: \["nvidia.com"\]/,
        ...removed(
          async () => [`${BINDINGS}/${sample.namespace}/rolebindings/planner`],
          () => `${BINDINGS}/${sample.namespace}/rolebindings`,
        ),
      },
      {
        ...{ what: 'somebody else writes first, each time: 409', text: /status 409/ },
        ...onTheWay(status(409, 'Conflict'), isPatch),
      },
      {
        ...{ what: 'it is busy for a moment: 429 with Retry-After', text: null },
        ...onTheWay(
          status(429, 'TooManyRequests', { 'retry-after': '0' }),
          (...[, , count]) => count % 2 === 0,
        ),
      },
      {
        ...{ what: 'it is busy for long: 429 with Retry-After', text: /status 429/ },
        ...onTheWay(status(429, 'TooManyRequests', { 'retry-after': '60' }), isOfDeployments),
      },
      {
        ...{ what: 'it answers 500', text: /status 500/ },
        ...onTheWay(status(500, 'InternalError'), isOfDeployments),
      },
      {
        ...{ what: 'connections hang', text: /no answer within|has not come back/ },
        ...onTheWay({ kind: 'hang' }, isOfDeployments),
      },
      {
        ...{ what: 'answers to orders are lost', text: /ECONNRESET|socket hang up/ },
        ...onTheWay({ kind: 'lose-answer' }, isPatch),
      },
      {
        what: 'the deployment is deleted and made anew',
        text: /DynamoGraphDeploymentNotFound/,
        ...removed(
          async () => [deployment()],
          () => at('dynamographdeployments'),
        ),
      },
      {
        what: 'the adapters are missing: the deployment itself is scaled',
        text: null,
        ...removed(
          async () =>
            ['prefillworker', 'decodeworker'].map((name) => `${adapters()}/${sample.name}-${name}`),
          adapters,
        ),
      },
      {
        what: 'a second service of a kind appears',
        text: /DuplicateSubComponent: .*DecodeWorker, Second/,
        ...components((own) => [...own, { name: 'Second', type: 'decode', replicas: 1 }]),
      },
      {
        what: 'a service goes',
        text: /SubComponentNotFound: .*no prefill service/,
        ...components((own) => own.filter((one) => (one as { type: string }).type !== 'prefill')),
      },
    ]

    it.each(TROUBLES)('$what', async ({ text, begin, end }) => {
      const from = live.intervals().length
      await begin()
      if (text === null) {
        // Orders go on all the while.
        await live.until('two orders', (all) => all.slice(from + 1).filter(isApplied).length >= 2)
      } else {
        const says = (interval: JournalInterval) => text.test(complaintOf(interval))
        await live.until(`${text}`, (all) => all.slice(from).some(says))
      }
      await end()
      const after = live.intervals().length
      await live.until('an order', (all) => all.slice(after).some(isApplied))
    })

    it('the Lease is taken by another: stands by, and leads again when that one is silent', async () => {
      const lease = `/apis/coordination.k8s.io/v1/namespaces/${sample.namespace}/leases/planner`
      const from = live.intervals().length
      const held = (await send('GET', lease)).body as { spec: { leaseTransitions: number } }
      const taken = {
        holderIdentity: 'another',
        leaseTransitions: held.spec.leaseTransitions + 1,
        leaseDurationSeconds: 2 * LEASE_SECONDS,
      }
      await send('PATCH', lease, { body: { spec: taken }, type: 'application/merge-patch+json' })
      const takenMs = Date.now()
      const isStandby = ({ outcome }: JournalInterval) => outcome.kind === 'standby'
      await live.until('a stand-by', (all) => all.slice(from).some(isStandby))
      await live.until('an order', (all) => {
        const standby = all.findIndex((one, index) => index >= from && isStandby(one))
        return all.slice(standby).some(isApplied)
      })
      // What it wrote, it wrote before it looked at the Lease the next time, or after it had it again.
      const again = readAuditedWrites(cluster.auditLog, sample.namespace).find(
        ({ atMs, resource, answer }) =>
          resource === 'leases' && atMs > takenMs && answer.spec?.holderIdentity !== 'another',
      )!
      const between = readScaleWrites(cluster.auditLog, sample).filter(
        ({ atMs }) => atMs > takenMs + NEXT_LOOK_MS && atMs < again.atMs,
      )
      expect(between).toEqual([])
    })

    it('no write was wrong: each within the budget and the minimum, and decided', async () => {
      swings.stop()
      await sleep(INTERVAL_SECONDS * 1000)
      expect((await live.stop()).exitCode).toBe(0)
      const writes = readScaleWrites(cluster.auditLog, sample)
      const intervals = live.intervals()
      expectRightWrites(writes, { intervals, intervalSeconds: INTERVAL_SECONDS })
      expect(writes.length).toBeGreaterThan(2 * TROUBLES.length)
      expect(await replay(live)).toMatchObject({ exitCode: 0 })
    })
  })
})

/** As it may be made again. */
function fresh(body: object): object {
  const {
    metadata,
    status: _,
    ...rest
  } = body as {
    metadata: { name: string; namespace: string }
    status?: unknown
  }
  const { name, namespace } = metadata
  return { ...rest, metadata: { name, namespace } }
}
