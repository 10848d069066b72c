import { setTimeout as sleep } from 'node:timers/promises'
import {
  FrontendCounters,
  type PrometheusServer,
  startExporter,
  startPrometheus,
} from './prometheus-server.js'

const REQUEST = { isl: 3000, osl: 101, ttftSeconds: 0.15, itlSeconds: 0.02, durationSeconds: 2.5 }
const TICKS_PER_SECOND = 10

/** A frontend with traffic of its own, scraped by a real Prometheus. */
export interface Frontend {
  readonly prometheus: PrometheusServer
  /** Requests per second from now on. */
  setRate(requestsPerSecond: number): void
  stop(): Promise<void>
}

export async function startFrontend(): Promise<Frontend> {
  const counters = new FrontendCounters()
  let rate = 40
  counters.add({ requests: 1, ...REQUEST })
  const exporter = await startExporter(() => counters.text())
  const tick = () => counters.add({ requests: rate / TICKS_PER_SECOND, ...REQUEST })
  const traffic = setInterval(tick, 1000 / TICKS_PER_SECOND)
  const prometheus = await startPrometheus({ targets: [exporter.address], scrapeSeconds: 0.1 })
  // The first scrape comes some seconds after the start.
  await sleep(8000)
  return {
    prometheus,
    setRate(requestsPerSecond) {
      rate = requestsPerSecond
    },
    async stop() {
      clearInterval(traffic)
      await prometheus.stop()
      await exporter.close()
    },
  }
}
