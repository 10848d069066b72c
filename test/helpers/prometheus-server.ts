import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe } from 'vitest'
import { freePort } from './free-port.js'
import { scratchFolder } from './planner.js'
import { killServer, startServer, untilReady } from './server-process.js'

/** PLANNER_PROMETHEUS names another binary; promtool is looked for beside it. */
const PLACES = [
  process.env.PLANNER_PROMETHEUS ?? '',
  '/usr/bin/prometheus',
  '/usr/local/bin/prometheus',
]
const EXECUTABLE = PLACES.find((path) => path !== '' && existsSync(path))

/** A suite that runs a real Prometheus; skipped, and said so in its title, where there is none. */
export function describePrometheus(title: string, body: () => void): void {
  if (EXECUTABLE !== undefined) describe(title, body)
  else describe.skip(`${title} (skipped: no Prometheus; PLANNER_PROMETHEUS may name one)`, body)
}

export interface PrometheusServer {
  readonly url: string
  /** SIGKILL, as an outage is. */
  stop(): Promise<void>
  /** The same data on the same port. */
  start(): Promise<void>
  /** SIGSTOP and SIGCONT: it accepts and never answers. */
  hang(isHung: boolean): void
}

export interface PrometheusOptions {
  /** Addresses to scrape, `host:port`. */
  readonly targets: readonly string[]
  readonly scrapeSeconds: number
  /** OpenMetrics text with timestamps, loaded before the start. */
  readonly history?: string
  /** Content of --web.config.file. */
  readonly webConfig?: string
}

export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusServer> {
  const folder = scratchFolder()
  const port = await freePort()
  writeFileSync(join(folder, 'prometheus.yml'), configText(options))
  const web = join(folder, 'web.yml')
  if (options.webConfig !== undefined) writeFileSync(web, options.webConfig)
  const data = join(folder, 'data')
  mkdirSync(data)
  if (options.history !== undefined) loadHistory(options.history, { folder, data })
  let server = launch()
  await ready()
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => killServer(server),
    async start() {
      server = launch()
      await ready()
    },
    hang: (isHung) => void server.child.kill(isHung ? 'SIGSTOP' : 'SIGCONT'),
  }

  function launch() {
    const args = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
      ...(options.webConfig === undefined ? [] : [`--web.config.file=${web}`]),
    ]
    return startServer({ path: EXECUTABLE!, args, folder })
  }

  /** Ready says so by a status below 500; with TLS or a password it is asked for no more than a connection. */
  async function ready(): Promise<void> {
    await untilReady('Prometheus answers', server, async () => {
      const { status } = await fetch(`http://127.0.0.1:${port}/-/ready`)
      return status === 200 || status === 400 || status === 401
    })
  }
}

function configText({ targets, scrapeSeconds }: PrometheusOptions): string {
  return `
global: { scrape_interval: ${scrapeSeconds * 1000}ms, scrape_timeout: ${scrapeSeconds * 1000}ms }
scrape_configs:
  - job_name: frontend
    static_configs: [{ targets: ${JSON.stringify(targets)} }]
`
}

function loadHistory(text: string, { folder, data }: { folder: string; data: string }): void {
  const file = join(folder, 'history.om')
  writeFileSync(file, text)
  const tool = EXECUTABLE!.replace(/prometheus$/, 'promtool')
  execFileSync(tool, ['tsdb', 'create-blocks-from', 'openmetrics', file, data], { stdio: 'pipe' })
}

/** What a request of the frontend adds to its metrics. */
export interface MadeTraffic {
  readonly requests: number
  readonly isl: number
  readonly osl: number
  readonly ttftSeconds: number
  readonly itlSeconds: number
  readonly durationSeconds: number
}

export const LABELS = 'model="llama",dynamo_namespace="dynamo"'

/** Counters of a frontend as it exports them. */
export class FrontendCounters {
  private readonly sums = new Map<string, number>()

  add({ requests, isl, osl, ttftSeconds, itlSeconds, durationSeconds }: MadeTraffic): void {
    this.grow('requests_total', requests)
    this.histogram('input_sequence_tokens', requests, isl)
    this.histogram('output_sequence_tokens', requests, osl)
    this.histogram('time_to_first_token_seconds', requests, ttftSeconds)
    this.histogram('inter_token_latency_seconds', requests * Math.max(0, osl - 1), itlSeconds)
    this.histogram('request_duration_seconds', requests, durationSeconds)
  }

  text(labels = LABELS, atSeconds?: number): string {
    const at = atSeconds === undefined ? '' : ` ${atSeconds}`
    return [...this.sums]
      .map(([name, value]) => `dynamo_frontend_${name}{${labels}} ${value}${at}`)
      .join('\n')
  }

  private histogram(name: string, count: number, mean: number): void {
    this.grow(`${name}_count`, count)
    this.grow(`${name}_sum`, count * mean)
  }

  private grow(name: string, by: number): void {
    this.sums.set(name, (this.sums.get(name) ?? 0) + by)
  }
}

export interface Exporter {
  readonly address: string
  /** What it says from now on; null: it answers 503. */
  serve(text: (() => string) | null): void
  close(): Promise<void>
}

/** A frontend's /metrics. */
export async function startExporter(text: () => string): Promise<Exporter> {
  let current: (() => string) | null = text
  const server = createServer((_, response) => {
    response.statusCode = current === null ? 503 : 200
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(`${current?.() ?? ''}\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    serve(next) {
      current = next
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
