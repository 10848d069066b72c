import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Certificates, makeCertificates } from '../helpers/certificates.js'
import { type EtcdServer, requireEtcdUser, startEtcd } from '../helpers/etcd.js'
import { freePort } from '../helpers/free-port.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { startVirtualPlanner } from '../helpers/live-planners.js'
import { JOURNAL } from '../helpers/live-process.js'
import { type Ended, errorLine, runPlanner, scratchFolder } from '../helpers/planner.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { describeWith } from '../helpers/server-binaries.js'

const USER = 'planner'
const PASSWORD = 'pa55w0rd-0f-the-etcd'

/** One way into an etcd, as flags and environment of every command that needs it. */
interface Access {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

describeWith(['etcd', 'openssl'], 'an etcd behind TLS', () => {
  let certificates: Certificates
  let foreign: Certificates
  let byCertificate: EtcdServer
  let byPassword: EtcdServer
  const cwd = scratchFolder()
  const passwordFile = join(cwd, 'password')

  beforeAll(async () => {
    certificates = makeCertificates()
    foreign = makeCertificates()
    writeFileSync(passwordFile, `${PASSWORD}\n`)
    ;[byCertificate, byPassword] = await Promise.all([
      startEtcd(certificates),
      startEtcd(certificates, { asksForCertificate: false }),
    ])
    await requireEtcdUser(byPassword.url, { certificates, user: USER, password: PASSWORD })
  })
  afterAll(() => Promise.all([byCertificate?.kill(), byPassword?.kill()]))

  const endpoint = (server: EtcdServer) => ({ ETCD_ENDPOINTS: server.url.origin })
  const ways = (): Readonly<Record<string, Access>> => ({
    'a client certificate': {
      args: [
        ...['--etcd-ca', certificates.ca],
        ...['--etcd-cert', certificates.client.cert, '--etcd-key', certificates.client.key],
      ],
      env: endpoint(byCertificate),
    },
    'user and password': {
      args: ['--etcd-ca', certificates.ca, '--etcd-user', USER],
      env: { ...endpoint(byPassword), ETCD_AUTH_PASSWORD: PASSWORD },
    },
    'user and password file': {
      args: ['--etcd-password-file', passwordFile],
      env: {
        ...endpoint(byPassword),
        ...{ ETCD_AUTH_CA: certificates.ca, ETCD_AUTH_USERNAME: USER },
      },
    },
  })
  const virtual = (access: Access, ...args: readonly string[]) =>
    runPlanner(['virtual', ...args, ...access.args], { cwd, env: access.env })

  /** What must not be in anything that is shown. */
  const expectNoSecret = (...shown: readonly string[]) => {
    const key = readFileSync(certificates.client.key, 'utf8').split('\n')[1]!
    for (const secret of [PASSWORD, key, Buffer.from(PASSWORD).toString('base64')]) {
      for (const text of shown) expect(text).not.toContain(secret)
    }
  }
  const outputOf = ({ stdout, stderr }: Ended) => stdout + stderr

  describePrometheus('with a real Prometheus', () => {
    let frontend: Frontend
    beforeAll(async () => {
      frontend = await startFrontend()
    })
    afterAll(() => frontend?.stop())

    it.each(['a client certificate', 'user and password', 'user and password file'])(
      'is given orders by planner live, watched and acknowledged with %s, and no secret is shown',
      async (way) => {
        const access = ways()[way]!
        const namespace = `by-${way.replaceAll(' ', '-')}`
        const env = { ...access.env, DYN_NAMESPACE: namespace }
        const own = { ...access, env }
        frontend.exporter.serve(() =>
          frontend.counters.text(`model="llama",dynamo_namespace="${namespace}"`),
        )
        await frontend.untilScraped()
        const port = await freePort()
        const live = startVirtualPlanner(new URL(access.env.ETCD_ENDPOINTS!), {
          ...{ prometheus: frontend.prometheus.url, intervalSeconds: 1, env },
          more: [
            ...access.args,
            ...['--log-level', 'debug', '--listen', `127.0.0.1:${port}`],
            ...['--leader-elect', '--lease-seconds', '5'],
          ],
        })
        await live.until('an order', (all) => all.some(({ outcome }) => outcome.kind === 'applied'))
        const watched = await virtual(own, 'watch', '--once')
        expect(watched.stdout).toMatch(/^decision=0 prefill=\d+ decode=\d+ acknowledged=false\n$/)
        const acknowledged = await virtual(own, 'ack', '0')
        expect(acknowledged).toMatchObject({ exitCode: 0 })
        expect((await virtual(own, 'watch', '--once')).stdout).toContain('acknowledged=true')
        const before = live.intervals().length
        await live.until('the acknowledgement is seen', (all) =>
          all.slice(before).some(({ pools }) => pools?.prefill.running === pools?.prefill.desired),
        )
        const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
        const page = await (await fetch(`http://127.0.0.1:${port}/`)).text()
        const ended = await live.stop()
        expect(ended.exitCode).toBe(0)
        const journal = readFileSync(join(live.cwd, JOURNAL), 'utf8')
        expectNoSecret(outputOf(ended), metrics, page, journal)
        expectNoSecret(outputOf(watched), outputOf(acknowledged))
      },
    )
  })

  describe('refuses', () => {
    const wrong = (): readonly (readonly [string, Access, RegExp])[] => {
      const { args, env } = ways()['user and password']!
      const certificate = ways()['a client certificate']!
      const withCa = (ca: string) => ['--etcd-ca', ca, '--etcd-user', USER]
      return [
        [
          'a wrong password',
          { args, env: { ...env, ETCD_AUTH_PASSWORD: `${PASSWORD}-not` } },
          /login of user planner failed.*authentication failed/,
        ],
        ['another CA', { args: withCa(foreign.ca), env }, /certificate|CERT|UNABLE/],
        ['no CA', { args: ['--etcd-user', USER], env }, /certificate|CERT|UNABLE/],
        ['no user', { args: args.slice(0, 2), env: endpoint(byPassword) }, /user name is empty/],
        [
          'no client certificate',
          { ...certificate, args: certificate.args.slice(0, 2) },
          /certificate required|handshake|ECONNRESET|socket hang up|ERR_SSL/,
        ],
        [
          'the client certificate of another CA',
          {
            ...certificate,
            args: [
              ...certificate.args.slice(0, 2),
              ...['--etcd-cert', foreign.client.cert, '--etcd-key', foreign.client.key],
            ],
          },
          /certificate|unknown ca|ECONNRESET|ERR_SSL|socket hang up/,
        ],
      ]
    }

    it.each([0, 1, 2, 3, 4, 5])('wrong access %i, in one line without a secret', async (index) => {
      const [what, access, message] = wrong()[index]!
      const live = [
        ...['live', '--profile', 'h200-llama-3.1-8b', '--model-name', 'm'],
        ...['--prefill-engine-num-gpu', '1', '--decode-engine-num-gpu', '1'],
        ...['--initial-wait-seconds', '0', '--scaling-max-wait', '0', '--log-level', 'debug'],
        ...['--environment', 'virtual', ...access.args],
      ]
      const ended = {
        watch: await virtual(access, 'watch', '--once'),
        ack: await virtual(access, 'ack', '0'),
        live: await runPlanner(live, { cwd, env: access.env }),
      }
      for (const one of [ended.watch, ended.ack]) {
        expect([what, one.exitCode, errorLine(one)]).toEqual([
          what,
          3,
          expect.stringMatching(message),
        ])
      }
      expect([what, ended.live.exitCode]).toEqual([what, 3])
      expect(ended.live.stderr).toMatch(message)
      for (const one of Object.values(ended)) expectNoSecret(outputOf(one))
    })
  })
})
