import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEtcdGateway } from '../../src/connectors/etcd/gateway.js'
import { createEtcdStore } from '../../src/connectors/etcd/store.js'
import { createVirtualConnector } from '../../src/connectors/virtual.js'
import { type EtcdServer, etcdOptions, startEtcd } from '../helpers/etcd.js'
import { errorLine, runPlanner, scratchFolder } from '../helpers/planner.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

const cwd = scratchFolder()

describeWith(['etcd'], 'planner virtual', () => {
  let server: EtcdServer
  beforeAll(async () => {
    server = await startEtcd()
  })
  afterAll(() => server.kill())

  function planner(namespace: string, ...args: readonly string[]) {
    const env = { ETCD_ENDPOINTS: server.url.origin, DYN_NAMESPACE: namespace }
    return runPlanner(['virtual', ...args], { cwd, env })
  }

  function connector(namespace: string) {
    return createVirtualConnector({
      store: createEtcdStore(createEtcdGateway(etcdOptions(server.url))),
      ...{ namespace, maxWaitSeconds: 0, nowSeconds: () => 0 },
    })
  }

  it('prints the last order, and whether it was carried out', async () => {
    const none = await planner('once', 'watch', '--once')
    expect(none).toMatchObject({ exitCode: 0, stdout: '' })
    expect(none.stderr).toBe('no decision yet in namespace once\n')
    await connector('once').apply({ prefill: 2, decode: 3 })
    const waiting = await planner('once', 'watch', '--once')
    expect(waiting.stdout).toBe('decision=0 prefill=2 decode=3 acknowledged=false\n')
    expect((await planner('once', 'ack', '0')).stderr).toBe('decision 0 is acknowledged\n')
    const done = await planner('once', 'watch', '--once')
    expect(done.stdout).toBe('decision=0 prefill=2 decode=3 acknowledged=true\n')
  })

  it('watch ends with exit code 0 when it is terminated', async () => {
    const env = { ETCD_ENDPOINTS: server.url.origin }
    const started = (child: ChildProcess) => {
      child.stdout?.once('data', () => child.kill('SIGTERM'))
    }
    await connector('terminated').apply({ prefill: 1, decode: 1 })
    const args = ['virtual', 'watch', '--namespace', 'terminated']
    expect(await runPlanner(args, { cwd, env, started })).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it.each([
    ['1', 'there is no decision 1; the last one is 0'],
    ['two', "decision 'two' is not allowed; it must be a whole number, at least 0"],
  ])('does not acknowledge %s', async (decision, message) => {
    await connector('refused').apply({ prefill: 1, decode: 1 })
    const ended = await planner('refused', 'ack', decision)
    expect(ended.exitCode).toBe(2)
    expect(errorLine(ended)).toBe(message)
  })

  it('prints each new order, and goes on when etcd was killed and came back', async () => {
    const orders = connector('watched')
    await orders.apply({ prefill: 1, decode: 1 })
    const seen = { stdout: '', stderr: '' }
    const stop: { child?: { kill(signal: 'SIGINT'): boolean } } = {}
    const ended = runPlanner(['virtual', 'watch', '--interval', '0.05', '--namespace', 'watched'], {
      cwd,
      env: { ETCD_ENDPOINTS: server.url.origin },
      started(child) {
        stop.child = child
        for (const name of ['stdout', 'stderr'] as const) {
          child[name]?.on('data', (text: string) => {
            seen[name] += text
          })
        }
      },
    })
    await until('the waiting order', () => seen.stdout.includes('decision=0 '))
    await server.kill()
    await until('a note', () => seen.stderr.includes('; trying again'))
    await server.restart()
    await orders.apply({ prefill: 4, decode: 5 })
    await until('the next order', () => seen.stdout.includes('decision=1 prefill=4 decode=5'))
    stop.child?.kill('SIGINT')
    const { exitCode, stderr } = await ended
    expect(exitCode).toBe(130)
    expect(stderr).toContain('etcd answers again')
    expect(seen.stdout.trimEnd().split('\n')).toHaveLength(2)
  })
})

describe('planner virtual without an etcd', () => {
  it.each([
    [['--etcd-endpoints', 'http://127.0.0.1:1'], 3, 'etcd at http://127.0.0.1:1: ECONNREFUSED'],
    [
      ['--etcd-endpoints', 'ftp://a:1'],
      2,
      "--etcd-endpoints: 'ftp://a:1' is not allowed; it must be http(s)://host:port, several joined by commas",
    ],
    [
      ['--etcd-endpoints', 'https://root:secret-word@a:1'],
      2,
      "--etcd-endpoints: 'https://…@a:1' is not allowed; it must be http(s)://host:port, several joined by commas",
    ],
    [['--etcd-ca', 'none.pem'], 2, 'cannot read none.pem: no such file'],
    [
      ['--etcd-password-file', '/dev/null'],
      2,
      '/dev/null: it is empty, a token or password is needed',
    ],
    [
      ['--etcd-user', 'root'],
      2,
      'etcd user root has no password; it is read from --etcd-password-file or ETCD_AUTH_PASSWORD',
    ],
  ])('%j ends with %i and says why', async (args, exitCode, message) => {
    const ended = await runPlanner(['virtual', 'watch', ...args], { cwd })
    expect(ended.exitCode).toBe(exitCode)
    expect(errorLine(ended)).toBe(message)
  })
})
