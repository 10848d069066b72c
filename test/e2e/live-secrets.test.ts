import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runPlanner, scratchFolder } from '../helpers/planner.js'

const SECRET = 'pa55w0rd-0f-the-envir0nment'
const cwd = scratchFolder()
/** What the echo answers with. */
let status = 502
let echo: { readonly url: string; seen(): string; close(): void }

/** Refuses each request and shows it, as a careless proxy would. */
beforeAll(async () => {
  let seen = ''
  const server = createServer((request, response) => {
    let text = `${request.headers.authorization ?? ''} `
    request.on('data', (part: Buffer) => {
      text += part
    })
    request.on('end', () => {
      seen += text
      response.writeHead(status).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  echo = {
    url: `http://127.0.0.1:${port}`,
    seen: () => seen,
    close: () => void server.close(),
  }
})
afterAll(() => echo.close())

const live = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runPlanner(
    [
      ...['live', '--profile', 'h200-llama-3.1-8b', '--model-name', 'm', '--log-level', 'debug'],
      ...['--prefill-engine-num-gpu', '1', '--decode-engine-num-gpu', '1'],
      ...['--initial-wait-seconds', '0', '--scaling-max-wait', '0', ...args],
    ],
    { cwd, env },
  )

it.each([502, 200])(
  'the password of etcd is in no line that planner live writes, whatever etcd sends back with status %i',
  async (answered) => {
    status = answered
    const file = join(cwd, 'password')
    writeFileSync(file, `${SECRET}\n`)
    const place = ['--environment', 'virtual', '--etcd-endpoints', echo.url, '--etcd-user', 'u']
    for (const ended of [
      await live([...place, '--etcd-password-file', file]),
      await live(place, { ETCD_AUTH_PASSWORD: SECRET }),
    ]) {
      expect(echo.seen()).toContain(SECRET)
      expect(ended.exitCode).toBe(3)
      expect(ended.stderr).toContain('[secret]')
      expect(ended.stderr + ended.stdout).not.toContain(SECRET.slice(0, 8))
    }
  },
)

const BASIC = Buffer.from(`u:${SECRET}`).toString('base64')

it.each([
  { what: 'token', user: { token: SECRET }, sent: SECRET, answered: 502 },
  { what: 'token', user: { token: SECRET }, sent: SECRET, answered: 200 },
  { what: 'password', user: { username: 'u', password: SECRET }, sent: BASIC, answered: 502 },
])(
  'the $what of a kubeconfig is in no line, whatever the API server sends back with status $answered',
  async ({ user, sent, answered }) => {
    status = answered
    const kubeconfig = join(cwd, 'kubeconfig.json')
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: echo.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: 'n' } }],
      'current-context': 'c',
    }
    writeFileSync(kubeconfig, JSON.stringify(config))
    const place = ['--environment', 'kubernetes', '--deployment', 'd', '--kubeconfig', kubeconfig]
    const ended = await live(place)
    expect(echo.seen()).toContain(sent)
    expect(ended.exitCode).toBe(3)
    expect(ended.stderr).toContain('[secret]')
    expect(ended.stderr + ended.stdout).not.toContain(SECRET.slice(0, 8))
    expect(ended.stderr + ended.stdout).not.toContain(sent.slice(0, 12))
  },
)
