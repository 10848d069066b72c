import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnswer, QueryError } from '../../../src/live/prometheus/answer.js'
import { authorizationOf, NO_CREDENTIALS } from '../../../src/live/prometheus/authorization.js'
import type { PrometheusClientOptions, QueryAttempt } from '../../../src/live/prometheus/client.js'
import type { HttpReply } from '../../../src/live/prometheus/http-get.js'
import { numberOf } from '../../../src/live/prometheus/series.js'
import { FakeClock } from '../fake-clock.js'
import { reply, vector } from './fake-prometheus.js'
import { testClient } from './test-client.js'

type Scripted = HttpReply | Error | 'hangs'

function client(script: readonly Scripted[], options: Partial<PrometheusClientOptions> = {}) {
  const clock = new FakeClock()
  const times: number[] = []
  const attempts: QueryAttempt[] = []
  const made = testClient({
    async get() {
      const next = script[times.length]!
      times.push(clock.steadyMs())
      if (next === 'hangs') return new Promise(() => undefined)
      if (next instanceof Error) throw next
      return next
    },
    clock,
    timeoutMs: 1000,
    onAttempt: (attempt) => attempts.push(attempt),
    ...options,
  })
  const ask = () => clock.runWhile(made.query('up', { signal: new AbortController().signal }))
  return { ask, times, attempts, made, clock }
}

const GOOD = vector([{ value: '1' }])

describe('a query that fails', () => {
  it('is tried again, each wait twice the last', async () => {
    const { ask, times, attempts } = client([new Error('ECONNRESET'), 'hangs', GOOD])
    expect((await ask()).series).toHaveLength(1)
    expect(times).toEqual([0, 200, 1600])
    expect(attempts).toEqual([
      { seconds: 0, ok: false },
      { seconds: 1, ok: false },
      { seconds: 0, ok: true },
    ])
  })

  it('waits from half to one and a half of that, as chance has it', async () => {
    const waits = []
    for (const random of [0, 0.999]) {
      const { ask, times } = client([new Error('x'), GOOD], { random: () => random })
      await ask()
      waits.push(Math.round(times[1]!))
    }
    expect(waits).toEqual([100, 300])
  })

  it('waits at least as long as the server asks (429, Retry-After)', async () => {
    const busy = { ...reply('slow down', 429), retryAfterSeconds: 3 }
    const { ask, times } = client([busy, GOOD])
    await ask()
    expect(times).toEqual([0, 3000])
  })

  it('is not tried again when no time is left for it; the reason is that of the last attempt', async () => {
    const { made, clock, times } = client([new Error('a'), 'hangs', GOOD], { timeoutMs: 5000 })
    const limits = { signal: new AbortController().signal, withinMs: 150 }
    await expect(clock.runWhile(made.query('up', limits))).rejects.toThrow('no answer: a')
    expect([times.length, clock.steadyMs()]).toEqual([1, 0])
    const { made: slow, clock: later } = client(['hangs'], { timeoutMs: 5000 })
    await expect(later.runWhile(slow.query('up', limits))).rejects.toThrow(
      'no answer within 0.15 s',
    )
  })

  it('never shows a secret that a server sends back, nor half of one', async () => {
    const echo = reply(`<p>${'x'.repeat(30)} secret-of-forty-characters-and-some-more`, 502)
    const hide = (text: string) =>
      text.replaceAll('secret-of-forty-characters-and-some-more', '[hidden]')
    const { ask } = client([echo], { retries: 0, hide })
    await expect(ask()).rejects.toThrow(`answered 502 with no JSON ('<p>${'x'.repeat(30)} [hidde')`)
  })

  it('gives up after the last retry, with the last reason', async () => {
    const { ask, times } = client([new Error('a'), new Error('b'), new Error('c')])
    await expect(ask()).rejects.toThrow('no answer: c')
    expect(times).toHaveLength(3)
  })

  it.each([400, 401, 403, 404, 422])(
    'is not tried again when it is refused (%i)',
    async (status) => {
      const { ask, times } = client([reply({ status: 'error', error: 'no' }, status)])
      await expect(ask()).rejects.toThrow(`answered ${status}: no`)
      expect(times).toHaveLength(1)
    },
  )

  it('ends at once when it is no longer wanted', async () => {
    const { made, clock } = client(['hangs'])
    const stop = new AbortController()
    const asking = made.query('up', { signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(clock.runWhile(asking)).rejects.toThrow('stopped')
  })
})

describe('a request', () => {
  it('keeps a path of the endpoint, adds the extra parameters, and lets none of them replace the query', async () => {
    const urls: URL[] = []
    const { made, clock } = client([], {
      endpoint: new URL('https://mimir/prometheus/'),
      extraParams: new URLSearchParams('tenant=a&query=evil'),
      get: async ({ url }) => {
        urls.push(url)
        return GOOD
      },
    })
    await clock.runWhile(made.query('up', { signal: new AbortController().signal }))
    expect(urls[0]!.href).toBe('https://mimir/prometheus/api/v1/query?tenant=a&query=up')
  })

  it.each([
    ['a token file before a token', { readToken: async () => 'file', token: 't' }, 'Bearer file'],
    ['a token', { token: 't', basic: { user: 'u', password: 'p' } }, 'Bearer t'],
    [
      'user and password',
      { basic: { user: 'u', password: 'pä:' } },
      `Basic ${Buffer.from('u:pä:').toString('base64')}`,
    ],
    ['nothing', {}, null],
  ])('is authorized by %s', async (_, credentials, header) => {
    expect(await authorizationOf({ ...NO_CREDENTIALS, ...credentials })()).toBe(header)
  })
})

describe('parsing', () => {
  it('takes any body for an answer or for a failure, never for a bug', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((data) => JSON.stringify({ status: 'success', data })),
        ),
        fc.constantFrom(200, 204, 302, 500),
        (body, status) => {
          try {
            for (const { points } of parseAnswer(
              { status, body, retryAfterSeconds: null },
              (text) => text,
            ).series) {
              for (const [seconds] of points) expect(Number.isFinite(seconds)).toBe(true)
            }
          } catch (error) {
            expect(error).toBeInstanceOf(QueryError)
          }
        },
      ),
    )
  })

  it('a shift of the decimal point is exact', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (value) => {
        expect(numberOf(`${value}`, 0)).toBe(value)
        const [mantissa, exponent = '0'] = String(value).split('e')
        expect(numberOf(`${mantissa}e${Number(exponent) - 3}`, 3)).toBe(value)
      }),
    )
    expect([numberOf('NaN', 3), numberOf('+Inf', 3), numberOf('-Inf', 3)]).toEqual([
      NaN,
      Infinity,
      -Infinity,
    ])
  })
})
