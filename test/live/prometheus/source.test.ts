import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.js'
import { fakePrometheus, OURS, reply, vector } from './fake-prometheus.js'
import { testSource } from './test-client.js'

function read(server: ReturnType<typeof fakePrometheus>, intervalSeconds = 180) {
  const clock = new FakeClock()
  const source = testSource({ get: server.get, clock }, intervalSeconds)
  return clock.runWhile(source.read(new AbortController().signal))
}

describe('what is asked', () => {
  it("the established planner's queries, all at once, and the age of the samples", async () => {
    const server = fakePrometheus()
    await read(server)
    expect(server.asked.map((url) => url.searchParams.get('query'))).toEqual([
      'time() - timestamp(dynamo_frontend_requests_total)',
      'increase(dynamo_frontend_requests_total[180s])',
      'increase(dynamo_frontend_input_sequence_tokens_sum[180s])/increase(dynamo_frontend_input_sequence_tokens_count[180s])',
      'increase(dynamo_frontend_output_sequence_tokens_sum[180s])/increase(dynamo_frontend_output_sequence_tokens_count[180s])',
      'increase(dynamo_frontend_time_to_first_token_seconds_sum[180s])/increase(dynamo_frontend_time_to_first_token_seconds_count[180s])',
      'increase(dynamo_frontend_inter_token_latency_seconds_sum[180s])/increase(dynamo_frontend_inter_token_latency_seconds_count[180s])',
      'increase(dynamo_frontend_request_duration_seconds_sum[180s])/increase(dynamo_frontend_request_duration_seconds_count[180s])',
    ])
  })

  it('an interval that is no whole number of seconds is asked for in milliseconds', async () => {
    const server = fakePrometheus()
    await read(server, 1.5)
    expect(server.asked[1]!.searchParams.get('query')).toContain('[1500ms]')
  })
})

describe('what is read', () => {
  it('values in our units, seconds becoming milliseconds without rounding twice', async () => {
    const seen = await read(fakePrometheus())
    expect(seen.metrics).toEqual({
      requests: { kind: 'value', value: 120, series: 1 },
      isl: { kind: 'value', value: 2000, series: 1 },
      osl: { kind: 'value', value: 200, series: 1 },
      ttftMs: { kind: 'value', value: 123.4567, series: 1 },
      itlMs: { kind: 'value', value: 20, series: 1 },
      requestDurationSeconds: { kind: 'value', value: 5, series: 1 },
    })
    expect(seen.freshness).toEqual({ ageSeconds: 2.5, vanished: [] })
    expect(seen.faults).toEqual([])
  })

  it('counts are summed, means averaged, over the series of our model in our namespace only', async () => {
    const series = [
      { value: '10' },
      { labels: { ...OURS, model: 'LLAMA', instance: 'frontend-1' }, value: '30' },
      { labels: { ...OURS, model: 'qwen' }, value: '1000' },
      { labels: { ...OURS, dynamo_namespace: 'other' }, value: '1000' },
      { labels: { instance: 'frontend-0' }, value: '1000' },
    ]
    const seen = await read(fakePrometheus({ requests: vector(series), isl: vector(series) }))
    expect(seen.metrics.requests).toEqual({ kind: 'value', value: 40, series: 2 })
    expect(seen.metrics.isl).toEqual({ kind: 'value', value: 20, series: 2 })
  })

  it('a mean leaves out the series that had no request', async () => {
    const idle = { labels: { ...OURS, instance: 'frontend-1' }, value: 'NaN' }
    const seen = await read(fakePrometheus({ ttft: vector([{ value: '1.5e-1' }, idle]) }))
    expect(seen.metrics.ttftMs).toEqual({ kind: 'value', value: 150, series: 1 })
  })

  it.each([
    [
      'no series at all',
      vector([]),
      "no series of model 'Llama' in namespace 'dynamo', nor of any other",
    ],
    [
      'another model',
      vector([{ labels: { model: 'qwen', dynamo_namespace: 'dynamo' }, value: '1' }]),
      "no series of model 'Llama' in namespace 'dynamo'; there is qwen in dynamo",
    ],
    ['no request', vector([{ value: 'NaN' }]), '1 series, none with a request in the interval'],
    [
      'a division by nothing',
      vector([{ value: '+Inf' }]),
      '1 series, none with a request in the interval',
    ],
  ])('%s is undefined, and says what was there', async (_, isl, why) => {
    expect((await read(fakePrometheus({ isl }))).metrics.isl).toEqual({ kind: 'undefined', why })
  })

  it.each([
    [
      'HTML',
      reply('<html>\n<b>Bad gateway</b>'),
      "answered 200 with no JSON ('<html> <b>Bad gateway</b>')",
    ],
    ['503', reply('overloaded', 503), "answered 503 with no JSON ('overloaded')"],
    [
      'a refused query',
      reply({ status: 'error', errorType: 'bad_data', error: 'parse\nerror' }, 400),
      'answered 400: parse error',
    ],
    [
      'half an answer',
      reply({ status: 'success' }),
      'answered nothing, a vector or matrix is needed',
    ],
    ['a number that is none', vector([{ value: '12,5' }]), 'answered a series that is not one'],
    ['a negative count', vector([{ value: '-3' }]), 'a count of -3'],
    ['a count that is NaN', vector([{ value: 'NaN' }]), 'a count of NaN'],
  ])('%s is a failure, not a value', async (_, requests, why) => {
    expect((await read(fakePrometheus({ requests }))).metrics.requests).toEqual({
      kind: 'failed',
      why,
    })
  })

  it('a server that hangs is a failure after half an interval at the latest', async () => {
    const hung = () => new Promise<never>(() => undefined)
    expect((await read(fakePrometheus({ osl: hung }), 60)).metrics.osl).toEqual({
      kind: 'failed',
      why: 'no answer within 5 s',
    })
    expect((await read(fakePrometheus({ osl: hung }), 6)).metrics.osl).toEqual({
      kind: 'failed',
      why: 'no answer within 3 s',
    })
  })

  it('what an answer says of not being whole is said once', async () => {
    const warned = vector([{ value: '1' }], ['store\nthanos-1 is away'])
    const seen = await read(fakePrometheus({ requests: warned, isl: warned }))
    expect(seen.faults).toEqual([{ kind: 'partial', text: 'store thanos-1 is away' }])
  })
})

describe('freshness', () => {
  it('the oldest of our series counts, and a series that counted and is gone is named', async () => {
    const other = { ...OURS, instance: 'frontend-1' }
    const gone = { ...OURS, instance: 'frontend-2', pod: 'frontend-abc' }
    const seen = await read(
      fakePrometheus({
        fresh: vector([
          { value: '3' },
          { labels: other, value: '17.5' },
          { labels: { ...other, model: 'qwen' }, value: '999' },
        ]),
        requests: vector([
          { value: '1' },
          { labels: other, value: '1' },
          { labels: gone, value: '1' },
        ]),
      }),
    )
    expect(seen.freshness).toEqual({ ageSeconds: 17.5, vanished: ['frontend-abc'] })
  })

  it('is unknown, and a fault, when it could not be asked', async () => {
    const seen = await read(fakePrometheus({ fresh: reply('no', 403) }))
    expect(seen.freshness).toBeNull()
    expect(seen.faults).toEqual([
      { kind: 'failed', text: "age of the samples: answered 403 with no JSON ('no')" },
    ])
  })
})
