import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sightings } from '../../src/domain/sighting.js'
import { systemClock } from '../../src/live/clock.js'
import { judge } from '../../src/live/judge.js'
import { authorizationOf, NO_CREDENTIALS } from '../../src/live/prometheus/authorization.js'
import type { PrometheusClientOptions } from '../../src/live/prometheus/client.js'
import { createPrometheusHistory } from '../../src/live/prometheus/history.js'
import { createHttpGet } from '../../src/live/prometheus/http-get.js'
import { createPrometheusSource } from '../../src/live/prometheus/source.js'
import { scratchFolder } from '../helpers/planner.js'
import {
  describePrometheus,
  type Exporter,
  FrontendCounters,
  LABELS,
  type PrometheusServer,
  startExporter,
  startPrometheus,
} from '../helpers/prometheus-server.js'
import { testClient } from '../live/prometheus/test-client.js'

const INTERVAL_SECONDS = 2
const SCRAPE_SECONDS = 0.1
const REQUEST = { isl: 2000, osl: 101, ttftSeconds: 0.25, itlSeconds: 0.02, durationSeconds: 2.5 }
/** bcrypt of 'secret'. */
const HASH = '$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW'
const never = new AbortController().signal

function options(url: string, changed: Partial<PrometheusClientOptions> = {}, modelName = 'Llama') {
  const client = testClient({
    endpoint: new URL(url),
    get: createHttpGet({ caBundle: null, verifies: true }),
    clock: systemClock,
    timeoutMs: 400,
    retries: 1,
    ...changed,
  })
  return {
    client,
    identity: { modelName, namespace: 'dynamo' },
    clock: systemClock,
    intervalSeconds: INTERVAL_SECONDS,
    metricPrefix: 'dynamo_frontend',
  }
}

const verdict = (seen: Sightings) => judge(seen, { pools: null, maxStalenessSeconds: 1 })

describePrometheus('a real Prometheus', () => {
  const counters = new FrontendCounters()
  let exporter: Exporter
  let prometheus: PrometheusServer
  let traffic: NodeJS.Timeout
  let isBusy = true

  const read = (modelName?: string) =>
    createPrometheusSource(options(prometheus.url, {}, modelName)).read(never)

  /** Reads until an interval reads so. */
  async function until(code: string | null): Promise<Sightings> {
    for (let tries = 0; tries < 60; tries++) {
      const seen = await read()
      if ((verdict(seen).hold?.code ?? null) === code) return seen
      await delay(250)
    }
    throw new Error(`never ${code}; last: ${JSON.stringify(await read())}`)
  }

  beforeAll(async () => {
    counters.add({ requests: 1, ...REQUEST })
    exporter = await startExporter(() => counters.text())
    traffic = setInterval(() => isBusy && counters.add({ requests: 2, ...REQUEST }), 100)
    prometheus = await startPrometheus({
      targets: [exporter.address],
      scrapeSeconds: SCRAPE_SECONDS,
    })
  })

  afterAll(async () => {
    clearInterval(traffic)
    await prometheus.stop()
    await exporter.close()
  })

  it('is read as what the frontend counted', async () => {
    await until(null)
    await delay(INTERVAL_SECONDS * 1000)
    const { observation } = verdict(await read())
    expect(observation!.traffic.requests / (2 * 10 * INTERVAL_SECONDS)).toBeGreaterThan(0.5)
    expect(observation!.traffic.requests / (2 * 10 * INTERVAL_SECONDS)).toBeLessThan(1.5)
    const { traffic: means, ...latencies } = observation!
    expect(
      [
        means.isl,
        means.osl,
        latencies.ttftMs,
        latencies.itlMs,
        latencies.requestDurationSeconds,
      ].map((value) => Number(value?.toFixed(6))),
    ).toEqual([2000, 101, 250, 20, 2.5])
  })

  it('an idle interval is zero traffic, not an outage', async () => {
    isBusy = false
    await delay((INTERVAL_SECONDS + 0.5) * 1000)
    expect(verdict(await read())).toMatchObject({
      hold: null,
      observation: { traffic: { requests: 0, isl: 0, osl: 0 } },
    })
    isBusy = true
    await until(null)
  })

  it('a model that is not there is undefined, and what is there is named', async () => {
    expect(verdict(await read('qwen')).hold).toEqual({
      code: 'undefined',
      text: "requests: no series of model 'qwen' in namespace 'dynamo'; there is llama in dynamo",
    })
  })

  it('a scrape target that fails holds as vanished while the interval saw it, then as undefined, and comes back', async () => {
    exporter.serve(null)
    const seen = await until('vanished')
    expect(seen.freshness?.vanished).toEqual([exporter.address])
    await until('undefined')
    exporter.serve(() => counters.text())
    await until(null)
  })

  it('a metric that is missing holds as undefined', async () => {
    exporter.serve(() =>
      counters
        .text()
        .split('\n')
        .filter((line) => !line.includes('input_sequence'))
        .join('\n'),
    )
    await until('undefined')
    exporter.serve(() => counters.text())
    await until(null)
  })

  it('NaN from the frontend holds', async () => {
    exporter.serve(() => counters.text().replaceAll(/(token_seconds_sum\{.*\}) .*/g, '$1 NaN'))
    await until('undefined')
    exporter.serve(() => counters.text())
    await until(null)
  })

  it('hung and stopped it holds as a failed query, and resumes when it is back', async () => {
    prometheus.hang(true)
    // A process with many threads does not stop in the instant that it is told to.
    expect(verdict(await until('query-failed')).hold?.text).toMatch(/no answer within/)
    prometheus.hang(false)
    await until(null)
    await prometheus.stop()
    expect(verdict(await read()).hold?.text).toMatch(/ECONNREFUSED/)
    await prometheus.start()
    await until(null)
  })
})

describePrometheus('the history of a real Prometheus', () => {
  it('is read interval by interval, gaps left out, silence kept', async () => {
    const counters = new FrontendCounters()
    const now = Math.floor(Date.now() / 1000)
    const lines: string[] = []
    counters.add({ requests: 0, ...REQUEST })
    for (let second = 3600; second >= 0; second -= 10) {
      // Idle for ten minutes, then an outage of ten.
      const isIdle = second <= 2400 && second > 1800
      if (!isIdle) counters.add({ requests: 4, ...REQUEST, isl: second > 2400 ? 1000 : 3000 })
      if (second <= 1800 && second > 1200) continue
      lines.push(counters.text(LABELS, now - second))
    }
    const prometheus = await startPrometheus({
      targets: [],
      scrapeSeconds: 1,
      history: `${sortedByMetric(lines)}\n# EOF`,
    })
    try {
      const given = {
        ...options(prometheus.url, { timeoutMs: 5000 }),
        intervalSeconds: 60,
        clock: { ...systemClock, epochMs: () => now * 1000 },
      }
      const history = await createPrometheusHistory(given).readHistory(3600, never)
      const shown = history.map(({ requests, isl }) => [Math.round(requests), Math.round(isl)])
      expect(
        shown
          .slice(1, 19)
          .every(([requests, isl]) => Math.abs(requests! - 24) <= 1 && isl === 1000),
      ).toBe(true)
      expect(shown.filter(([requests]) => requests === 0).length).toBeGreaterThanOrEqual(8)
      expect(
        shown.slice(-18).every(([requests, isl]) => Math.abs(requests! - 24) <= 1 && isl === 3000),
      ).toBe(true)
      expect(shown.length).toBeGreaterThan(45)
      expect(shown.length).toBeLessThan(54)
    } finally {
      await prometheus.stop()
    }
  })

  it('that cannot be read is an error of an outside system', async () => {
    await expect(
      createPrometheusHistory(options('http://127.0.0.1:9')).readHistory(60, never),
    ).rejects.toMatchObject({
      message: expect.stringContaining('--warm-start: Prometheus gave no history: no answer:'),
      exitCode: 3,
    })
  })
})

describePrometheus('a Prometheus behind TLS and a password', () => {
  const folder = scratchFolder()
  let prometheus: PrometheusServer
  let url: string
  const basic = { user: 'planner', password: 'secret' }
  const password = authorizationOf({ ...NO_CREDENTIALS, basic })

  beforeAll(async () => {
    const key = join(folder, 'key.pem')
    const certificate = join(folder, 'cert.pem')
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=test',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    )
    const webConfig = `tls_server_config: { cert_file: ${certificate}, key_file: ${key} }\nbasic_auth_users: { planner: "${HASH}" }\n`
    prometheus = await startPrometheus({ targets: [], scrapeSeconds: 1, webConfig })
    url = prometheus.url.replace('http:', 'https:')
  })

  afterAll(() => prometheus.stop())

  const ask = (changed: Partial<PrometheusClientOptions>) =>
    options(url, { timeoutMs: 5000, retries: 0, ...changed }).client.query('vector(1)', {
      signal: never,
    })

  it('is trusted by its own CA bundle, not by the system, unless verification is off', async () => {
    const ca = readFileSync(join(folder, 'cert.pem'), 'utf8')
    const trusting = createHttpGet({ caBundle: ca, verifies: true })
    const careless = createHttpGet({ caBundle: null, verifies: false })
    expect((await ask({ get: trusting, authorization: password })).series).toHaveLength(1)
    expect((await ask({ get: careless, authorization: password })).series).toHaveLength(1)
    await expect(ask({ authorization: password })).rejects.toThrow(/self-signed certificate/)
  })

  it('is not answered without the password, and the error does not say it', async () => {
    const get = createHttpGet({ caBundle: null, verifies: false })
    await expect(ask({ get })).rejects.toThrow(/answered 401/)
    const wrong = authorizationOf({ ...NO_CREDENTIALS, basic: { ...basic, password: 'wr0ng' } })
    const error = await ask({ get, authorization: wrong }).catch((reason: unknown) => reason)
    expect(String(error)).toMatch(/answered 401/)
    expect(String(error)).not.toContain('wr0ng')
  })
})

/** OpenMetrics wants the samples of one metric together. */
function sortedByMetric(blocks: readonly string[]): string {
  const lines = blocks.flatMap((block) => block.split('\n'))
  const nameOf = (line: string) => line.slice(0, line.indexOf('{'))
  const names = [...new Set(lines.map(nameOf))]
  return names.flatMap((name) => lines.filter((line) => nameOf(line) === name)).join('\n')
}
