import type { Clock } from '../clock.js'
import { type Deadline, DeadlineError, withDeadline } from '../deadline.js'
import { causeOf } from '../error-cause.js'
import { type Answer, parseAnswer, QueryError } from './answer.js'
import type { HttpGet } from './http-get.js'

export interface PrometheusClientOptions {
  /** Base address, a path in it kept: `https://mimir/prometheus`. */
  readonly endpoint: URL
  readonly get: HttpGet
  /** Value of the Authorization header, made anew for each request; null: none. */
  readonly authorization: () => Promise<string | null>
  /** Added to every request, for proxies that need them. */
  readonly extraParams: URLSearchParams
  readonly clock: Clock
  /** 0 up to 1, for the jitter of retries. */
  readonly random: () => number
  /** One request, all retries apart. */
  readonly timeoutMs: number
  /** Further attempts after the first. */
  readonly retries: number
  /** Takes secrets out of what a server sends back. */
  readonly hide: (text: string) => string
  /** Told of every attempt. */
  readonly onAttempt: (attempt: QueryAttempt) => void
}

export interface QueryAttempt {
  readonly seconds: number
  readonly ok: boolean
}

export interface PrometheusClient {
  /** @throws QueryError, or the reason of an aborted signal. */
  query(promql: string, limits: QueryLimits): Promise<Answer>
  queryRange(range: RangeQuery, limits: QueryLimits): Promise<Answer>
}

export interface QueryLimits {
  readonly signal: AbortSignal
  /** All attempts together; absent: as long as they take. */
  readonly withinMs?: number
}

export interface RangeQuery {
  readonly promql: string
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
}

/** First wait between attempts; each further one is twice as long, and drawn from half to one and a half. */
const FIRST_WAIT_MS = 200

export function createPrometheusClient(options: PrometheusClientOptions): PrometheusClient {
  const { clock } = options
  return {
    query: (promql, limits) => ask('query', { query: promql }, limits),
    queryRange: ({ promql, startSeconds, endSeconds, stepSeconds }, limits) =>
      ask(
        'query_range',
        {
          query: promql,
          start: String(startSeconds),
          end: String(endSeconds),
          step: String(stepSeconds),
        },
        limits,
      ),
  }

  /** Ends with the last failure when there is no time, or no point, for another attempt. */
  async function ask(
    path: string,
    params: Readonly<Record<string, string>>,
    { signal, withinMs = Number.POSITIVE_INFINITY }: QueryLimits,
  ): Promise<Answer> {
    const giveUpMs = clock.steadyMs() + withinMs
    for (let attempt = 0; ; attempt++) {
      const began = clock.steadyMs()
      const milliseconds = Math.min(options.timeoutMs, giveUpMs - began)
      const answer = await once(addressOf(path, params), { clock, milliseconds, signal }).catch(
        (error: unknown) => {
          signal.throwIfAborted()
          return hidden(asQueryError(error))
        },
      )
      const ok = !(answer instanceof QueryError)
      options.onAttempt({ seconds: (clock.steadyMs() - began) / 1000, ok })
      if (ok) return answer
      const nextMs = clock.steadyMs() + waitMs(attempt, answer)
      if (!answer.mayPass || attempt >= options.retries || nextMs >= giveUpMs) throw answer
      await clock.sleepUntil(nextMs, signal)
      signal.throwIfAborted()
    }
  }

  async function once(url: URL, deadline: Deadline): Promise<Answer> {
    return withDeadline(deadline, async (signal) => {
      const authorization = await options.authorization()
      const headers = {
        accept: 'application/json',
        ...(authorization === null ? {} : { authorization }),
      }
      return parseAnswer(await options.get({ url, headers, signal }), options.hide)
    })
  }

  function addressOf(path: string, params: Readonly<Record<string, string>>): URL {
    const url = new URL(options.endpoint)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/${path}`
    for (const [name, value] of options.extraParams) url.searchParams.append(name, value)
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
    return url
  }

  function hidden(error: QueryError): QueryError {
    const { message, mayPass, retryAfterSeconds } = error
    return new QueryError(options.hide(message), mayPass, retryAfterSeconds)
  }

  function waitMs(attempt: number, { retryAfterSeconds }: QueryError): number {
    const own = FIRST_WAIT_MS * 2 ** attempt * (0.5 + options.random())
    return Math.max(own, (retryAfterSeconds ?? 0) * 1000)
  }
}

function asQueryError(error: unknown): QueryError {
  if (error instanceof QueryError) return error
  if (error instanceof DeadlineError) return new QueryError(error.message, true)
  return new QueryError(`no answer: ${causeOf(error)}`, true)
}
