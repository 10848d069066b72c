import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../src/cli/settings/config-file.js'
import type { SettingSources } from '../../../src/cli/settings/resolve.js'
import { resolveLive } from '../../../src/cli/settings/resolve-live.js'

interface Given {
  readonly flags?: Readonly<Record<string, string | true>>
  readonly env?: SettingSources['env']
  readonly yaml?: string
}

function resolve({ flags = {}, env = {}, yaml }: Given = {}) {
  return resolveLive({
    flags: new Map(Object.entries({ 'profile-results-dir': 'p', ...flags })),
    env,
    file: yaml === undefined ? null : parseConfig(yaml, 'planner.yaml'),
    profileHint: null,
  })
}

describe('a live run', () => {
  test('has the documented defaults, and acts', async () => {
    const { loop, environment, namespace, given, prometheus, warnings } = await resolve()
    expect({ environment, namespace, given, warnings }).toEqual({
      environment: 'kubernetes',
      namespace: 'dynamo',
      given: { modelName: null, gpusPerReplica: { prefill: null, decode: null } },
      warnings: [],
    })
    expect(loop).toMatchObject({
      acts: true,
      once: false,
      initialWaitSeconds: 30,
      readyCheckSeconds: 10,
      readyMaxWaitSeconds: 1800,
      maxStalenessSeconds: 60,
      manualHoldIntervals: 0,
      warmStartSeconds: null,
      journal: null,
      listen: null,
      logLevel: 'info',
    })
    expect(prometheus).toMatchObject({ timeoutSeconds: 5, retries: 2, verifiesTls: true })
    expect(prometheus.endpoint.port).toBe('9090')
  })

  test.each<[string, Given]>([
    ['--advisory', { flags: { advisory: true } }],
    ['--no-operation', { flags: { 'no-operation': true } }],
    ['no-operation in planner.yaml', { yaml: 'no-operation: true' }],
    ['--environment none', { flags: { environment: 'none' } }],
  ])('never acts with %s', async (_, given) => {
    expect((await resolve(given)).loop.acts).toBe(false)
  })

  test('--once waits for nothing unless it is told to', async () => {
    const { loop } = await resolve({ flags: { once: true } })
    expect([loop.initialWaitSeconds, loop.readyMaxWaitSeconds]).toEqual([0, 0])
    const told = await resolve({ flags: { once: true, 'initial-wait-seconds': '5' } })
    expect(told.loop.initialWaitSeconds).toBe(5)
  })

  test("takes the established planner's environment", async () => {
    const { loop, namespace, prometheus } = await resolve({
      env: {
        DYN_NAMESPACE: 'llm',
        PROMETHEUS_ENDPOINT: 'https://mimir/prometheus',
        PROMETHEUS_TOKEN_FILE: '/token',
        PROMETHEUS_CA_BUNDLE: '/ca.pem',
        PROMETHEUS_SSL_VERIFY: 'False',
        PROMETHEUS_EXTRA_QUERY_PARAMS: 'tenant=a&dedup=true',
        PLANNER_PROMETHEUS_PORT: '9085',
        SCALING_CHECK_INTERVAL: '3',
        SCALING_MAX_WAIT_TIME: '60',
      },
    })
    expect(namespace).toBe('llm')
    expect(loop).toMatchObject({
      listen: { host: '0.0.0.0', port: 9085 },
      readyCheckSeconds: 3,
      readyMaxWaitSeconds: 60,
    })
    expect(prometheus).toMatchObject({
      tokenFile: '/token',
      caBundle: '/ca.pem',
      verifiesTls: false,
    })
    expect(prometheus.endpoint.href).toBe('https://mimir/prometheus')
    expect(prometheus.extraParams.get('tenant')).toBe('a')
  })

  test.each([
    ['9085', { host: '0.0.0.0', port: 9085 }],
    ['127.0.0.1:9085', { host: '127.0.0.1', port: 9085 }],
    ['[::1]:9085', { host: '::1', port: 9085 }],
    ['0', null],
  ])('--listen %s', async (listen, address) => {
    const env = { PLANNER_PROMETHEUS_PORT: '1' }
    expect((await resolve({ flags: { listen }, env })).loop.listen).toEqual(address)
  })

  test.each([
    ['90s', 90],
    ['1.5h', 5400],
    ['2d', 172_800],
  ])('--warm-start %s is %i s', async (text, seconds) => {
    expect((await resolve({ flags: { 'warm-start': text } })).loop.warmStartSeconds).toBe(seconds)
  })

  test('leaves simulations out, and names all that has no effect', async () => {
    const { settings, warnings } = await resolve({
      flags: { 'start-num-p': '3', 'kalman-r': '4' },
      yaml: 'fleet: 4,2\nseed: 3\noutput: here\n',
    })
    expect(settings).toMatchObject({ simulate: 'none', fleet: null })
    expect(warnings).toEqual([
      '--fleet, --seed, --output have no effect in a live run',
      '--kalman-r has no effect with --load-predictor arima',
      '--start-num-p has no effect with --environment kubernetes, which says what runs',
    ])
  })

  test.each<[string, Given, readonly string[]]>([
    [
      'etcd with --environment kubernetes',
      { flags: { 'etcd-user': 'u' }, yaml: 'etcd-timeout: 3\n' },
      ['--etcd-user, --etcd-timeout have no effect with --environment kubernetes'],
    ],
    [
      'a deployment with --environment virtual',
      { flags: { environment: 'virtual', deployment: 'd' } },
      ['--deployment has no effect with --environment virtual'],
    ],
    [
      'an election with --environment none',
      { flags: { environment: 'none', 'leader-elect': true } },
      ['--leader-elect has no effect with --environment none'],
    ],
    [
      'a lease without an election',
      { flags: { 'lease-seconds': '20' } },
      ['--lease-seconds has no effect without --leader-elect'],
    ],
    [
      'an election in a run that never acts',
      { flags: { 'leader-elect': true, advisory: true, 'lease-name': 'l' } },
      ['--leader-elect, --lease-name have no effect in a run that never acts'],
    ],
    [
      'variables that other programs read, too',
      { env: { ETCD_ENDPOINTS: 'http://e:1', POD_NAMESPACE: 'n', DYN_PARENT_DGD_K8S_NAME: 'd' } },
      [],
    ],
  ])('of what has no effect says %s', async (_, given, warnings) => {
    expect((await resolve(given)).warnings).toEqual(warnings)
  })

  test.each<[string, Given, string]>([
    [
      'an election that ends before it leads',
      { flags: { once: true, 'leader-elect': true } },
      '--leader-elect cannot be used with --once, which ends before it could lead',
    ],
    ['a time without a unit', { flags: { 'warm-start': '6' } }, "--warm-start: '6' is not allowed"],
    ['a port that is none', { flags: { listen: '70000' } }, "--listen: '70000' is not allowed"],
    [
      'neither true nor false',
      { env: { PROMETHEUS_SSL_VERIFY: 'maybe' } },
      "PROMETHEUS_SSL_VERIFY: 'maybe' is not allowed; it must be true or false",
    ],
    [
      'a password file without a user',
      { flags: { 'prometheus-password-file': 'x' } },
      '--prometheus-password-file has no effect without --prometheus-user',
    ],
    [
      'user and token',
      { flags: { 'prometheus-user': 'u' }, env: { PROMETHEUS_TOKEN: 't' } },
      'give either --prometheus-user or a token, not both',
    ],
    [
      'another protocol',
      { env: { PROMETHEUS_ENDPOINT: 'ftp://p' } },
      'it must begin with http:// or https://',
    ],
  ])('refuses %s', async (_, given, message) => {
    await expect(resolve(given)).rejects.toThrow(message)
  })
})
