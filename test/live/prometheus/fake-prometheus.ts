import type { HttpGet, HttpReply } from '../../../src/live/prometheus/http-get.js'

/** A series with one point. */
export interface MadeSeries {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: string
}

export const OURS = { model: 'llama', dynamo_namespace: 'dynamo', instance: 'frontend-0' }

export function vector(series: readonly MadeSeries[], warnings?: readonly string[]): HttpReply {
  const result = series.map(({ labels = OURS, value }) => ({
    metric: labels,
    value: [1000, value],
  }))
  return reply({ status: 'success', data: { resultType: 'vector', result }, warnings })
}

export function reply(body: unknown, status = 200): HttpReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, body: text, retryAfterSeconds: null }
}

/** Parts of the queries by which they are told apart. */
export const ASKED = {
  fresh: 'timestamp(',
  requests: 'increase(dynamo_frontend_requests_total[',
  isl: 'input_sequence_tokens_sum',
  osl: 'output_sequence_tokens_sum',
  ttft: 'time_to_first_token_seconds_sum',
  itl: 'inter_token_latency_seconds_sum',
  duration: 'request_duration_seconds_sum',
} as const

export type Question = keyof typeof ASKED

const HEALTHY: Readonly<Record<Question, string>> = {
  fresh: '2.5',
  requests: '120',
  isl: '2000',
  osl: '200',
  ttft: '0.1234567',
  itl: '0.02',
  duration: '5',
}

/** A server that answers each question with one series of ours, but for what a test changes. */
export function fakePrometheus(
  changed: Partial<Record<Question, HttpReply | (() => HttpReply | Promise<HttpReply>)>> = {},
): {
  readonly get: HttpGet
  readonly asked: URL[]
  readonly headers: Readonly<Record<string, string>>[]
} {
  const asked: URL[] = []
  const headers: Readonly<Record<string, string>>[] = []
  return {
    asked,
    headers,
    async get(request) {
      asked.push(request.url)
      headers.push(request.headers)
      const promql = request.url.searchParams.get('query') ?? ''
      const question = (Object.keys(ASKED) as Question[]).find((one) => promql.includes(ASKED[one]))
      if (question === undefined) throw new Error(`an unknown question: ${promql}`)
      const given = changed[question] ?? vector([{ value: HEALTHY[question] }])
      return typeof given === 'function' ? given() : given
    },
  }
}
