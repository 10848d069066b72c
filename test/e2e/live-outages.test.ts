import { afterAll, beforeAll, expect, it } from 'vitest'
import type { HoldCode } from '../../src/domain/live-interval.js'
import type { JournalInterval } from '../../src/run/journal.js'
import { startAcknowledger } from '../helpers/acknowledger.js'
import { type EtcdServer, startEtcd } from '../helpers/etcd.js'
import { type Fault, type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.js'
import { freePort } from '../helpers/free-port.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { startVirtualPlanner, swing } from '../helpers/live-planners.js'
import { type LiveProcess, replay } from '../helpers/live-process.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'
import { readOrders } from '../helpers/virtual-orders.js'

const INTERVAL_SECONDS = 1

interface Outage {
  readonly what: string
  readonly code: HoldCode
  readonly text: RegExp
  begin(): unknown
  end(): unknown
}

describePrometheus('planner live while Prometheus fails', () => {
  describeWith(['etcd'], 'acting on a real etcd', () => {
    let frontend: Frontend
    let proxy: FaultProxy
    let etcd: EtcdServer
    let live: LiveProcess
    let port: number
    let stopAcknowledger: () => Promise<void>
    let swings: { stop(): void }

    beforeAll(async () => {
      ;[frontend, etcd] = await Promise.all([startFrontend(), startEtcd()])
      proxy = await startFaultProxy({ url: frontend.prometheus.url })
      stopAcknowledger = startAcknowledger(etcd.url)
      swings = swing(frontend, 1.5)
      port = await freePort()
      live = startVirtualPlanner(etcd.url, {
        prometheus: proxy.url,
        intervalSeconds: INTERVAL_SECONDS,
        more: ['--listen', `127.0.0.1:${port}`, '--prometheus-timeout', '0.3'],
      })
      await live.until('an order', (all) => all.some(({ outcome }) => outcome.kind === 'applied'))
    })
    afterAll(async () => {
      swings?.stop()
      live?.child.kill('SIGKILL')
      proxy?.close()
      await stopAcknowledger?.()
      await etcd?.kill()
      await frontend?.stop()
    })

    const answering = (fault: Fault) => ({
      begin: () => {
        proxy.faults = () => fault
      },
      end: () => {
        proxy.faults = () => ({ kind: 'none' })
      },
    })
    const answer = (status: number, body: string) =>
      answering({ kind: 'answer', status, body, headers: { 'content-type': 'text/html' } })
    const exporting = (text: (good: string) => string) => ({
      begin: () => frontend.exporter.serve(() => text(frontend.counters.text())),
      end: () => frontend.exporter.serve(() => frontend.counters.text()),
    })
    /** A frontend that a scrape finds gone, and Prometheus's answers without warnings of their own. */
    const OUTAGES: readonly Outage[] = [
      {
        ...{
          what: 'stopped',
          code: 'query-failed',
          text: /ECONNREFUSED|ECONNRESET|socket|status 5/,
        },
        begin: () => frontend.prometheus.stop(),
        end: () => frontend.prometheus.start(),
      },
      {
        ...{ what: 'hung: it accepts and never answers', code: 'query-failed', text: /no answer/ },
        begin: () => frontend.prometheus.hang(true),
        end: () => frontend.prometheus.hang(false),
      },
      {
        ...{ what: 'answering 503', code: 'query-failed', text: /503/ },
        ...answer(503, 'Service Unavailable'),
      },
      {
        ...{
          what: 'answering HTML',
          code: 'query-failed',
          text: /answered 200 with no JSON \('<html>/,
        },
        ...answer(200, '<html><body>Log in</body></html>'),
      },
      {
        ...{ what: 'answering half a body', code: 'query-failed', text: /with no JSON/ },
        ...answer(200, '{"status":"success","data":{"resultType":"vec'),
      },
      {
        ...{
          what: 'answering with a warning that a store is missing',
          code: 'partial',
          text: /store 2 is away/,
        },
        ...answer(
          200,
          '{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["store 2 is away"]}',
        ),
      },
      {
        ...{ what: 'with NaN', code: 'undefined', text: /^ttftMs: .*none with a request/ },
        ...exporting((text) => text.replaceAll(/(token_seconds_sum\{.*\}) .*/g, '$1 NaN')),
      },
      {
        ...{ what: 'with a part of the series', code: 'undefined', text: /isl/ },
        ...exporting((text) => text.replaceAll(/^.*input_sequence.*\n/gm, '')),
      },
      {
        ...{ what: 'with the series of another model', code: 'undefined', text: /there is qwen/ },
        ...exporting((text) => text.replaceAll('model="llama"', 'model="qwen"')),
      },
    ]

    const heldBy = (all: readonly JournalInterval[], code: HoldCode) =>
      all.filter(({ hold }) => hold?.code === code)

    it.each(OUTAGES)('$what: holds, and resumes within one interval', async (outage) => {
      const from = live.intervals().length
      await outage.begin()
      const since = () => live.intervals().slice(from)
      const isHeld = (all: readonly JournalInterval[]) =>
        heldBy(all.slice(from), outage.code).filter(({ hold }) => outage.text.test(hold!.text))
          .length >= 3
      await live.until(`three intervals held as ${outage.code}`, isHeld)
      await outage.end()
      await frontend.untilScraped(INTERVAL_SECONDS)
      const backMs = Date.now()
      // The first interval that lies wholly behind its return.
      const isBack = ({ atEpochMs }: JournalInterval) =>
        atEpochMs >= backMs + INTERVAL_SECONDS * 1000
      await live.until('an interval after its return', (all) => all.slice(from).some(isBack))
      expect(since().find(isBack)).toMatchObject({ hold: null })
      // Held replicas are those that stood: nothing was ordered.
      for (const { hold, outcome } of since()) {
        if (hold !== null) expect(outcome).toEqual({ kind: 'held' })
      }
    })

    it('/metrics has counted each hold by its reason', async () => {
      swings.stop()
      let shown = ''
      await until('metrics of every interval', async () => {
        shown = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
        const count = live.intervals().length
        return shown.includes(`\nplanner_intervals_total ${count}\n`)
      })
      const intervals = live.intervals().slice(0, countOf(shown, 'planner_intervals_total'))
      for (const code of ['query-failed', 'partial', 'undefined', 'stale', 'vanished'] as const) {
        const counted = countOf(shown, `planner_holds_total{reason="${code}"}`)
        expect([code, counted]).toEqual([code, heldBy(intervals, code).length])
      }
      expect(shown).toMatch(/^planner_query_errors_total [1-9]/m)
    })

    it('nothing was ordered that was not seen, and the journal replays', async () => {
      expect((await live.stop()).exitCode).toBe(0)
      const applied = live.intervals().filter(({ outcome }) => outcome.kind === 'applied')
      const orders = await readOrders(etcd.url)
      expect(orders.map(({ replicas }) => replicas)).toEqual(
        applied.map(({ decision }) => decision.replicas),
      )
      expect(applied.every(({ hold, observation }) => hold === null && observation !== null)).toBe(
        true,
      )
      expect(await replay(live)).toMatchObject({ exitCode: 0 })
    })
  })
})

function countOf(metrics: string, series: string): number {
  const line = metrics.split('\n').find((one) => one.startsWith(`${series} `))
  return Number(line?.slice(series.length + 1))
}
