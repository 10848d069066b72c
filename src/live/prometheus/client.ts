import type { Clock } from '../clock.js'
import { DeadlineError, withDeadline } from '../deadline.js'
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
  /** Told of every attempt. */
  readonly onAttempt: (attempt: QueryAttempt) => void
}

export interface QueryAttempt {
  readonly seconds: number
  readonly ok: boolean
}

export interface PrometheusClient {
  /** @throws QueryError, or the reason of an aborted signal. */
  query(promql: string, signal: AbortSignal): Promise<Answer>
  queryRange(range: RangeQuery, signal: AbortSignal): Promise<Answer>
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
    query: (promql, signal) => ask('query', { query: promql }, signal),
    queryRange: ({ promql, startSeconds, endSeconds, stepSeconds }, signal) =>
      ask(
        'query_range',
        {
          query: promql,
          start: String(startSeconds),
          end: String(endSeconds),
          step: String(stepSeconds),
        },
        signal,
      ),
  }

  async function ask(
    path: string,
    params: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const began = clock.steadyMs()
      const answer = await once(addressOf(path, params), signal).catch((error: unknown) => {
        signal.throwIfAborted()
        return asQueryError(error)
      })
      const ok = !(answer instanceof QueryError)
      options.onAttempt({ seconds: (clock.steadyMs() - began) / 1000, ok })
      if (ok) return answer
      if (!answer.mayPass || attempt >= options.retries) throw answer
      await clock.sleepUntil(clock.steadyMs() + waitMs(attempt, answer), signal)
      signal.throwIfAborted()
    }
  }

  async function once(url: URL, signal: AbortSignal): Promise<Answer> {
    const deadline = { clock, milliseconds: options.timeoutMs, signal }
    return withDeadline(deadline, async (own) => {
      const authorization = await options.authorization()
      const headers = {
        accept: 'application/json',
        ...(authorization === null ? {} : { authorization }),
      }
      return parseAnswer(await options.get({ url, headers, signal: own }))
    })
  }

  function addressOf(path: string, params: Readonly<Record<string, string>>): URL {
    const url = new URL(options.endpoint)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/${path}`
    for (const [name, value] of options.extraParams) url.searchParams.append(name, value)
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
    return url
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
