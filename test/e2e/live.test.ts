import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JournalInterval, JournalStart } from '../../src/run/journal.js'
import { freePort } from '../helpers/free-port.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { type LiveProcess, replay, startLive } from '../helpers/live-process.js'
import { errorLine, runPlanner, scratchFolder } from '../helpers/planner.js'
import { describePrometheus } from '../helpers/prometheus-server.js'

const SECRETS = {
  token: 'tok-3n-0f-the-pr0metheus',
  password: 'pa55w0rd-of-the-pr0xy',
  parameter: 'k3y-of-the-tenant',
}

describePrometheus('planner live', () => {
  let frontend: Frontend

  beforeAll(async () => {
    frontend = await startFrontend()
  })
  afterAll(() => frontend?.stop())

  const args = (...more: readonly string[]) => [
    ...['--environment', 'none', '--model-name', 'Llama', '--profile', 'h200-llama-3.1-8b'],
    ...[
      '--prefill-engine-num-gpu',
      '1',
      '--decode-engine-num-gpu',
      '1',
      '--initial-wait-seconds',
      '0',
    ],
    ...['--load-predictor', 'kalman', '--adjustment-interval', '1', '--max-staleness', '2'],
    ...more,
  ]

  const at = (url = frontend.prometheus.url) => ['--metric-pulling-prometheus-endpoint', url]

  function start(
    more: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    url = frontend.prometheus.url,
  ): LiveProcess {
    return startLive([...args(...more), ...at(url)], { env })
  }

  it('decides interval by interval, ends with 0 when told to, and its journal replays, plots and explains', async () => {
    const live = start()
    await live.until('intervals', (all) => all.length >= 4)
    frontend.setRate(800)
    await live.until('intervals', (all) => all.length >= 9)
    const { exitCode, stdout, stderr } = await live.stop()
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' })
    const log = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string })
    expect(log.map(({ msg }) => msg).filter((msg) => msg !== 'decision advised')).toEqual([
      'started',
      'stopped',
    ])
    const intervals = live.intervals()
    const replicas = intervals.map(({ decision }) => decision.replicas.prefill)
    expect(Math.max(...replicas)).toBeGreaterThan(replicas[1]!)
    const { cwd } = live
    expect(await runPlanner(['replay', 'planner.jsonl'], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: `${intervals.length} intervals after 1 start line replayed: the same decisions, byte for byte\n`,
    })
    expect(await runPlanner(['plot', 'planner.jsonl', '--out', 'live.svg'], { cwd })).toMatchObject(
      { exitCode: 0 },
    )
    expect(readFileSync(join(cwd, 'live.svg'), 'utf8')).toContain('Live run of planner.jsonl')
    const explained = await runPlanner(['explain', 'planner.jsonl', '--interval', '3'], { cwd })
    expect(explained.stdout).toContain('Interval 3')
    writeFileSync(
      join(cwd, 'planner.jsonl'),
      readFileSync(join(cwd, 'planner.jsonl'), 'utf8').replace(/"isl":3\d{3}/, '"isl":9000'),
    )
    const changed = await runPlanner(['replay', 'planner.jsonl'], { cwd })
    expect(changed.exitCode).toBe(1)
    expect(changed.stdout).toMatch(/^\+forecast\.isl: /m)
  })

  it('holds while Prometheus is away, says so once, and resumes within an interval', async () => {
    const port = await freePort()
    const live = start(['--listen', `127.0.0.1:${port}`])
    const read = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`)
      return { status: answer.status, text: await answer.text() }
    }
    await live.until('intervals', (all) => all.length >= 3)
    expect(await read('/readyz')).toEqual({ status: 200, text: 'ok\n' })
    const before = live.intervals().at(-1)!.decision.replicas
    await frontend.prometheus.stop()
    await live.until('five holds', (all) => all.filter(({ hold }) => hold !== null).length >= 5)
    expect((await read('/readyz')).status).toBe(503)
    expect((await read('/healthz')).status).toBe(200)
    await frontend.prometheus.start()
    await live.until('no hold', (all) => all.at(-1)?.hold === null)
    const metrics = (await read('/metrics')).text
    expect((await read('/')).text).toContain('<h1>Live run of planner.jsonl</h1>')
    live.child.kill('SIGINT')
    const { stderr, exitCode } = await live.ended
    expect(exitCode).toBe(130)
    const held = live.intervals().filter(({ hold }) => hold !== null)
    expect(held.every(({ outcome }) => outcome.kind === 'held')).toBe(true)
    expect(held[0]!.decision.replicas).toEqual(before)
    expect(stderr.match(/"msg":"hold ended"/g)).toHaveLength(1)
    expect(stderr.match(/"reason":"query-failed".*"msg":"replicas held"/g)).toHaveLength(1)
    expect(metrics).toMatch(/^planner_holds_total\{reason="query-failed"\} [5-9]/m)
    expect(metrics).toMatch(/^planner:predicted_num_p \d+$/m)
    expect(metrics).toMatch(/^planner_build_info\{version="[^"]+"\} 1$/m)
    expect((await replay(live)).exitCode).toBe(0)
  })

  it('takes settings anew on SIGHUP, refuses wrong ones and those it was started with', async () => {
    const cwd = scratchFolder()
    const config = join(cwd, 'settings.yaml')
    writeFileSync(config, 'max-gpu-budget: 8\nttft: 300\n')
    const live = start(['--config', config])
    await live.until('intervals', (all) => all.length >= 2)
    for (const text of ['ttft: -1\n', 'listen: 9999\n', 'max-gpu-budget: 2\nttft: 250\n']) {
      writeFileSync(config, text)
      live.child.kill('SIGHUP')
      await delay(600)
    }
    const hasReloaded = () =>
      live.lines().some((line) => line.kind === 'start' && line.cause === 'reload')
    await live.until('a reload', hasReloaded)
    const reloaded = live.intervals().length
    await live.until('two intervals', (all) => all.length >= reloaded + 2)
    const { stderr } = await live.stop()
    expect(stderr).toContain('settings.yaml:1: ttft: -1 is not allowed')
    expect(stderr).toContain('--listen cannot change while planner live runs')
    const { replicas } = live.intervals().at(-1)!.decision
    expect(replicas.prefill + replicas.decode).toBe(2)
    expect((await replay(live)).exitCode).toBe(0)
  })

  it('--once with --warm-start acts on the interval that has passed, and ends', async () => {
    const live = start(['--once', '--warm-start', '10s'])
    const { exitCode } = await live.ended
    expect(exitCode).toBe(0)
    const [first, interval, ...rest] = live.lines()
    expect(first).toMatchObject({ kind: 'start', cause: 'start' })
    expect(first?.kind === 'start' && first.warmup.length).toBeGreaterThan(0)
    expect(interval).toMatchObject({ kind: 'interval', index: 0, outcome: { kind: 'advised' } })
    expect(rest).toEqual([])
    const { originEpochMs } = first as JournalStart
    const { record, atEpochMs } = interval as JournalInterval
    const looked = (originEpochMs + (record!.startSeconds + 1) * 1000 - atEpochMs) / 1000
    expect(Math.abs(looked)).toBeLessThan(0.5)
  })

  it.each(['token', 'password'] as const)(
    'no %s or secret parameter is in its log, journal, page, status, metrics or errors, at any level',
    async (kind) => {
      const port = await freePort()
      const token = join(scratchFolder(), 'token')
      writeFileSync(token, `${SECRETS.token}\n`)
      // Shows every request that it gets, as a careless proxy would.
      const echo = await startEcho()
      const env = { PROMETHEUS_EXTRA_QUERY_PARAMS: `token=${SECRETS.parameter}` }
      const live = start(
        [
          ...['--log-level', 'debug', '--listen', `127.0.0.1:${port}`],
          ...(kind === 'token'
            ? ['--prometheus-token-file', token]
            : ['--prometheus-user', 'planner']),
        ],
        kind === 'token' ? env : { ...env, PROMETHEUS_PASSWORD: SECRETS.password },
        echo.url,
      )
      await live.until('intervals', (all) => all.length >= 2)
      const paths = ['', 'status', 'metrics', 'healthz', 'readyz']
      const served = await Promise.all(
        paths.map(async (path) => (await fetch(`http://127.0.0.1:${port}/${path}`)).text()),
      )
      const { stdout, stderr } = await live.stop()
      await echo.close()
      const basic = Buffer.from(`planner:${SECRETS.password}`).toString('base64')
      expect(echo.seen()).toContain(kind === 'token' ? SECRETS.token : basic)
      const shown = [stdout, stderr, ...served, JSON.stringify(live.lines())].join('\n')
      expect(shown).toContain('[secret]')
      for (const secret of [...Object.values(SECRETS), basic]) expect(shown).not.toContain(secret)
    },
  )
})

describe('planner live that cannot start', () => {
  const base = ['live', '--profile', 'h200-llama-3.1-8b', '--environment', 'none']

  it.each([
    ['no profile', ['live'], 'a profile is needed'],
    ['no model', base, 'the deployment does not say which model it serves'],
    [
      'no GPUs',
      [...base, '--model-name', 'm'],
      'the deployment does not say how many GPUs a prefill replica has',
    ],
    [
      'a wrong address',
      [...base, '--metric-pulling-prometheus-endpoint', 'prometheus:9090'],
      'it must begin with http:// or https://',
    ],
    [
      'a password in the address',
      [...base, '--metric-pulling-prometheus-endpoint', 'http://u:hunter22@p:9'],
      'user and password do not belong into the address',
    ],
    [
      'a user without a password',
      [
        ...base,
        '--model-name',
        'm',
        '--prefill-engine-num-gpu',
        '1',
        '--decode-engine-num-gpu',
        '1',
        '--prometheus-user',
        'u',
      ],
      'Prometheus user u has no password',
    ],
    [
      'a wrong duration',
      [...base, '--warm-start', '6'],
      "--warm-start: '6' is not allowed; it must be a duration such as 90m, 6h or 2d",
    ],
    [
      'a wrong address to listen on',
      [...base, '--listen', 'x:y'],
      "--listen: 'x:y' is not allowed; it must be a port, or host:port; 0 is off",
    ],
  ])('%s is one line and exit code 2', async (_, args, message) => {
    const ended = await runPlanner([...args, '--initial-wait-seconds', '0'], {
      cwd: scratchFolder(),
    })
    expect(ended.exitCode).toBe(2)
    expect(errorLine(ended)).toContain(message)
    expect(ended.stderr).not.toContain('hunter22')
  })

  it('no history for --warm-start is exit code 3', async () => {
    const args = [
      ...base,
      '--model-name',
      'm',
      '--prefill-engine-num-gpu',
      '1',
      '--decode-engine-num-gpu',
      '1',
    ]
    const away = [
      '--warm-start',
      '6h',
      '--metric-pulling-prometheus-endpoint',
      'http://127.0.0.1:9',
    ]
    const ended = await runPlanner([...args, ...away, '--once'], { cwd: scratchFolder() })
    expect(ended.exitCode).toBe(3)
    expect(errorLine(ended)).toContain('--warm-start: Prometheus gave no history')
  })
})

/** Answers each request with itself. */
async function startEcho() {
  let seen = ''
  const server = createServer(({ url, headers }, response) => {
    const text = `${headers.authorization} ${url}`
    seen += text
    response.statusCode = 502
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen: () => seen,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
