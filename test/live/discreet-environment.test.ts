import { expect, it } from 'vitest'
import { ConnectorError } from '../../src/connectors/connector-error.js'
import { discreetEnvironment } from '../../src/live/discreet-environment.js'
import { Secrets } from '../../src/live/secrets.js'
import { testEnvironment } from './live-run.js'

const secrets = new Secrets()
secrets.add('pa55w0rd')
const hide = (text: string) => secrets.hide(text)
const replicas = { prefill: 1, decode: 1 }

it.each(['readDeployment', 'readPools', 'apply'] as const)(
  'an error of %s stays what it is, without the secret that a server sent back',
  async (call) => {
    const failing = async () => {
      throw new ConnectorError('status 502: pa55w0rd', { status: 502 })
    }
    const environment = discreetEnvironment(testEnvironment({ [call]: failing }), hide)
    const calling = call === 'apply' ? environment.apply(replicas) : environment[call]()
    const error = await calling.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ConnectorError)
    expect(error).toMatchObject({ message: 'status 502: [secret]', status: 502, exitCode: 3 })
  },
)

it('reasons of orders that were not taken are shown without it, pool by pool', async () => {
  const environment = discreetEnvironment(
    testEnvironment({
      apply: async () => ({
        kind: 'skipped',
        reason: 'no: pa55w0rd',
        pools: {
          prefill: { kind: 'skipped', reason: 'pa55w0rd' },
          decode: { kind: 'unchanged' },
        },
      }),
    }),
    hide,
  )
  expect(await environment.apply(replicas)).toEqual({
    kind: 'skipped',
    reason: 'no: [secret]',
    pools: { prefill: { kind: 'skipped', reason: '[secret]' }, decode: { kind: 'unchanged' } },
  })
})
