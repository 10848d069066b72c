import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JournalInterval, JournalLine, JournalStart } from '../../src/run/journal.js'
import { createRandom } from '../../src/simulator/random.js'
import { startAcknowledger } from '../helpers/acknowledger.js'
import { type EtcdServer, startEtcd } from '../helpers/etcd.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { MAX_GPUS, startVirtualPlanner, swing } from '../helpers/live-planners.js'
import { JOURNAL, type LiveProcess, replay } from '../helpers/live-process.js'
import { runPlanner, scratchFolder } from '../helpers/planner.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'
import { readOrders, type StoredOrder } from '../helpers/virtual-orders.js'

const KILLS = 50
const SEED = 20
const WARM_START_SECONDS = 10
const INTERVAL_SECONDS = 0.5
/** Kills fall before, into and behind the first intervals. */
const LONGEST_LIFE_MS = 1400

describePrometheus('planner live with a journal', () => {
  describeWith(['etcd'], `killed at ${KILLS} random moments and started again`, () => {
    let frontend: Frontend
    let etcd: EtcdServer
    let stopAcknowledger: () => Promise<void>
    let last: LiveProcess
    let orders: readonly StoredOrder[]
    const cwd = scratchFolder()

    beforeAll(async () => {
      ;[frontend, etcd] = await Promise.all([startFrontend(), startEtcd()])
      stopAcknowledger = startAcknowledger(etcd.url)
      const swings = swing(frontend, 0.7)
      const random = createRandom(SEED)
      for (let kill = 0; kill < KILLS; kill++) {
        const live = start()
        // Every fourth dies while it starts, however long that takes here; the others count from then.
        if (kill % 4 !== 0) await until('a start', () => live.log().includes('"started"'))
        await sleep(random() * LONGEST_LIFE_MS)
        live.child.kill('SIGKILL')
        await live.ended
      }
      last = start()
      const before = last.intervals().length
      await last.until('a last life', (intervals) => intervals.length >= before + 4)
      swings.stop()
      await last.stop()
      orders = await readOrders(etcd.url)
    }, 240_000)
    afterAll(async () => {
      await stopAcknowledger?.()
      await etcd?.kill()
      await frontend?.stop()
    })

    function start(): LiveProcess {
      return startVirtualPlanner(etcd.url, {
        ...{ cwd, prometheus: frontend.prometheus.url, intervalSeconds: INTERVAL_SECONDS },
        predictor: 'kalman',
        more: ['--warm-start', `${WARM_START_SECONDS}s`],
      })
    }

    const starts = () => last.lines().filter((line): line is JournalStart => line.kind === 'start')
    const lives = () => livesOf(last.lines())

    it('decision ids only grow, by one each, and none repeats what stood', () => {
      expect(orders.map(({ decisionId }) => decisionId)).toEqual(orders.map((_, i) => i))
      for (const [i, { replicas }] of orders.entries()) {
        if (i > 0) expect(replicas).not.toEqual(orders[i - 1]!.replicas)
        expect(Math.min(replicas.prefill, replicas.decode)).toBeGreaterThanOrEqual(1)
        expect(replicas.prefill + replicas.decode).toBeLessThanOrEqual(MAX_GPUS)
      }
      expect(orders.length).toBeGreaterThan(KILLS / 4)
    })

    it('each order is one decision of the journal, but for those that a kill kept from it', () => {
      const applied = lives()
        .flat()
        .filter(({ outcome }) => outcome.kind === 'applied')
        .map(({ decision }) => decision.replicas)
      let matched = 0
      for (const { replicas } of orders) {
        const { prefill, decode } = applied[matched] ?? {}
        if (prefill === replicas.prefill && decode === replicas.decode) matched++
      }
      // All that was written down was ordered, in that order, once.
      expect(matched).toBe(applied.length)
      expect(orders.length - applied.length).toBeLessThanOrEqual(KILLS)
      expect(applied.length).toBeGreaterThan(KILLS / 5)
    })

    it('each start has warmed up with what Prometheus saw while none ran', () => {
      expect(starts().length).toBeGreaterThan(KILLS / 2)
      const [first] = starts()
      const isWarm = ({ warmup }: JournalStart) => warmup.length >= 15
      expect(starts().filter(isWarm).length).toBeGreaterThan(KILLS / 3)
      for (const { warmup, atEpochMs } of starts()) {
        // Prometheus has run no longer than since the first start, and answers a little late.
        const seconds = Math.min(WARM_START_SECONDS, (atEpochMs - first!.atEpochMs) / 1000)
        expect(warmup.length).toBeGreaterThanOrEqual(Math.floor(seconds / INTERVAL_SECONDS) - 5)
        for (const { isl, osl } of warmup) {
          expect(isl).toBeCloseTo(3000, 6)
          expect(osl).toBeCloseTo(101, 6)
        }
      }
    })

    it('the journal replays, and would not if a start had forgotten', async () => {
      expect(await replay(last)).toMatchObject({ exitCode: 0 })
      const text = readFileSync(join(cwd, JOURNAL), 'utf8')
      const forgetful = join(cwd, 'forgetful.jsonl')
      writeFileSync(forgetful, text.replaceAll(/"warmup":\[[^\]]*\]/g, '"warmup":[]'))
      expect((await runPlanner(['replay', forgetful], { cwd })).exitCode).toBe(1)
    })
  })
})

/** The intervals from one start to the next. */
function livesOf(lines: readonly JournalLine[]): readonly (readonly JournalInterval[])[] {
  const lives: JournalInterval[][] = []
  for (const line of lines) {
    if (line.kind === 'interval') lives.at(-1)!.push(line)
    else if (line.cause === 'start') lives.push([])
  }
  return lives
}
