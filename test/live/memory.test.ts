import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { Secrets } from '../../src/connectors/secrets.js'
import { Health } from '../../src/live/health.js'
import { IntervalLog } from '../../src/live/interval-log.js'
import { createLog } from '../../src/live/log.js'
import { LiveMetrics } from '../../src/live/metrics.js'
import { FakeClock } from './fake-clock.js'
import { testEnvironment } from './live-run.js'
import { fakePrometheus, reply, vector } from './prometheus/fake-prometheus.js'
import { testSource } from './prometheus/test-client.js'
import { beginSession, runSession } from './session.js'

const WARM_UP = 2000
const INTERVALS = 10_000
const MOST_MEGABYTES = 10
const SETTINGS = {
  intervalSeconds: 60,
  gpusPerReplica: { prefill: 1, decode: 1 },
  ttftMs: 500,
  itlMs: 50,
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapMegabytes(): number {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

it(`memory stays flat over ${INTERVALS} intervals, failing queries among them`, async () => {
  const clock = new FakeClock()
  let index = 0
  const server = fakePrometheus({
    requests: () =>
      ++index % 50 === 0 ? reply('away', 503) : vector([{ value: String(100 + (index % 97)) }]),
  })
  const source = testSource(
    {
      get: (request) => {
        // What is only kept for other tests.
        server.asked.length = 0
        server.headers.length = 0
        return server.get(request)
      },
      clock,
      retries: 1,
      onAttempt: (attempt) => metrics.tellQuery(attempt),
    },
    60,
  )
  const environment = testEnvironment()
  const apply = environment.apply
  Object.assign(environment, {
    apply(replicas: Parameters<typeof apply>[0]) {
      environment.orders.length = 0
      return apply(replicas)
    },
  })
  const metrics = new LiveMetrics('1')
  const health = new Health(clock, 60)
  const log = new IntervalLog(
    createLog({ level: 'info', secrets: new Secrets(), write: () => undefined }),
  )
  const session = await beginSession({ loadPredictor: 'kalman' })
  const stop = new AbortController()
  const running = runSession(
    session,
    { clock, source, environment, signal: stop.signal },
    (line) => {
      JSON.stringify(line)
      log.tell(line)
      metrics.tell(line, SETTINGS)
      health.tell(line)
    },
  )
  await clock.runUntil(WARM_UP * 60_000)
  const before = heapMegabytes()
  await clock.runUntil((WARM_UP + INTERVALS) * 60_000)
  const growth = heapMegabytes() - before
  stop.abort()
  await clock.runWhile(running)
  process.stdout.write(`${INTERVALS} intervals: heap ${growth.toFixed(1)} MB larger\n`)
  expect(session.startLine('rotation').history.length).toBeGreaterThan(INTERVALS)
  expect(growth).toBeLessThan(MOST_MEGABYTES)
})
