import { setTimeout as sleep } from 'node:timers/promises'
import type { Traffic } from '../../src/domain/traffic.js'
import {
  type Exporter,
  FrontendCounters,
  type PrometheusServer,
  startExporter,
  startPrometheus,
} from './prometheus-server.js'
import { until } from './until.js'

const REQUEST = { isl: 3000, osl: 101, ttftSeconds: 0.15, itlSeconds: 0.02, durationSeconds: 2.5 }
const TICKS_PER_SECOND = 10
const SCRAPE_SECONDS = 0.1

/** A frontend with traffic of its own, scraped by a real Prometheus. */
export interface Frontend {
  readonly prometheus: PrometheusServer
  readonly counters: FrontendCounters
  readonly exporter: Exporter
  /** Requests per second from now on. */
  setRate(requestsPerSecond: number): void
  /** Recorded intervals one after the other, each in so many seconds. */
  play(intervals: readonly Traffic[], secondsEach: number): Promise<void>
  /** Waits until Prometheus has what a rate over so many seconds needs. */
  untilScraped(seconds?: number): Promise<void>
  stop(): Promise<void>
}

export async function startFrontend(): Promise<Frontend> {
  const counters = new FrontendCounters()
  let rate = 40
  let lengths = { isl: REQUEST.isl, osl: REQUEST.osl }
  counters.add({ requests: 1, ...REQUEST })
  const exporter = await startExporter(() => counters.text())
  const tick = () => counters.add({ requests: rate / TICKS_PER_SECOND, ...REQUEST, ...lengths })
  const traffic = setInterval(tick, 1000 / TICKS_PER_SECOND)
  const prometheus = await startPrometheus({
    targets: [exporter.address],
    scrapeSeconds: SCRAPE_SECONDS,
  })
  const frontend: Frontend = {
    ...{ prometheus, counters, exporter },
    setRate(requestsPerSecond) {
      rate = requestsPerSecond
    },
    async play(intervals, secondsEach) {
      for (const { requests, isl, osl } of intervals) {
        rate = requests / secondsEach
        lengths = { isl, osl }
        await sleep(secondsEach * 1000)
      }
      lengths = { isl: REQUEST.isl, osl: REQUEST.osl }
    },
    // The first scrape comes some seconds after the start.
    untilScraped: (seconds = 2) =>
      until('the frontend is scraped', async () => {
        const samples = await scrapes(prometheus.url, seconds)
        return samples > 0.7 * (seconds / SCRAPE_SECONDS)
      }),
    async stop() {
      clearInterval(traffic)
      await prometheus.stop()
      await exporter.close()
    },
  }
  await frontend.untilScraped()
  return frontend
}

/** Samples of the last seconds. */
async function scrapes(url: string, seconds: number): Promise<number> {
  const query = `count_over_time(dynamo_frontend_requests_total[${seconds}s])`
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`)
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } }
  return Number(data.result[0]?.value[1] ?? 0)
}
