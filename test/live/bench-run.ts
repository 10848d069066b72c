// For test/bench/live.bench.js: `node bench-run.mjs INTERVALS`, each from its queries to its line in the journal.
import { Secrets } from '../../src/connectors/secrets.js'
import { Health } from '../../src/live/health.js'
import { IntervalLog } from '../../src/live/interval-log.js'
import { createLog } from '../../src/live/log.js'
import { LiveMetrics } from '../../src/live/metrics.js'
import { FakeClock } from './fake-clock.js'
import { testEnvironment } from './live-run.js'
import { fakePrometheus, vector } from './prometheus/fake-prometheus.js'
import { testSource } from './prometheus/test-client.js'
import { beginSession, runSession } from './session.js'

const SECONDS = 60
const SETTINGS = {
  intervalSeconds: SECONDS,
  gpusPerReplica: { prefill: 1, decode: 1 },
  ttftMs: 500,
  itlMs: 50,
}

const intervals = Number(process.argv[2])
const clock = new FakeClock()
let index = 0
let bytes = 0
const { get } = fakePrometheus({
  requests: () => vector([{ value: String(100 + (++index % 97)) }]),
})
const metrics = new LiveMetrics('1')
const source = testSource(
  { get, clock, onAttempt: (attempt) => metrics.tellQuery(attempt) },
  SECONDS,
)
const health = new Health(clock, SECONDS)
const log = new IntervalLog(
  createLog({
    level: 'info',
    secrets: new Secrets(),
    write: (line) => {
      bytes += line.length
    },
  }),
)
const session = await beginSession({ loadPredictor: 'constant' })
const stop = new AbortController()
const running = runSession(
  session,
  { clock, source, environment: testEnvironment(), signal: stop.signal },
  (line) => {
    bytes += JSON.stringify(line).length
    log.tell(line)
    metrics.tell(line, SETTINGS)
    health.tell(line)
  },
)
await clock.runUntil(intervals * SECONDS * 1000)
stop.abort()
await clock.runWhile(running)
if (index !== intervals || bytes === 0) throw new Error(`${index} intervals of ${intervals}`)
