import type { HttpReply } from './http-get.js'

export type Labels = Readonly<Record<string, string>>

/** One time series of an answer: its points as [seconds, number in text], oldest first. */
export interface Series {
  readonly labels: Labels
  readonly points: readonly Point[]
}

export type Point = readonly [seconds: number, text: string]

export interface Answer {
  readonly series: readonly Series[]
  /** What the server says is missing from its answer, as Thanos and Mimir do. */
  readonly warnings: readonly string[]
}

/** A query that gave no answer to use. */
export class QueryError extends Error {
  override readonly name = 'QueryError'

  constructor(
    message: string,
    /** Whether asking again may help. */
    readonly mayPass: boolean,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message)
  }
}

const NUMBER = /^(NaN|[+-]?Inf|[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/i

/**
 * The body of /api/v1/query or query_range. Everything that is not a whole, well-formed answer is an error:
 * a number read from half an answer would move replicas. What is shown of a body goes through `hide`.
 * @throws QueryError
 */
export function parseAnswer(reply: HttpReply, hide: (text: string) => string): Answer {
  const body = parseJson(reply, hide)
  const error = field(body, 'error')
  if (reply.status !== 200 || field(body, 'status') !== 'success') {
    const said = typeof error === 'string' ? `: ${oneLine(error)}` : ''
    throw failedReply(reply, `answered ${reply.status}${said}`)
  }
  const data = field(body, 'data')
  const kind = field(data, 'resultType')
  const result = field(data, 'result')
  if ((kind !== 'vector' && kind !== 'matrix') || !Array.isArray(result)) {
    throw new QueryError(
      `answered ${String(kind ?? 'nothing')}, a vector or matrix is needed`,
      true,
    )
  }
  const warnings = field(body, 'warnings')
  return {
    series: result.map((entry: unknown) => parseSeries(entry, kind)),
    warnings: Array.isArray(warnings) ? warnings.map((text) => oneLine(String(text))) : [],
  }
}

function parseJson(reply: HttpReply, hide: (text: string) => string): unknown {
  try {
    return JSON.parse(reply.body)
  } catch {
    // Hidden before it is cut: half a secret would no longer be known as one.
    const begin = oneLine(hide(reply.body)).slice(0, 40)
    throw failedReply(reply, `answered ${reply.status} with no JSON ('${begin}')`)
  }
}

/** 4xx says that the question is wrong, but for "too many" and "too slow"; anything else may pass. */
function failedReply({ status, retryAfterSeconds }: HttpReply, message: string): QueryError {
  const isRefusal = status >= 400 && status < 500 && status !== 429 && status !== 408
  return new QueryError(message, !isRefusal, retryAfterSeconds)
}

function parseSeries(entry: unknown, kind: 'vector' | 'matrix'): Series {
  const labels = field(entry, 'metric')
  const points = kind === 'vector' ? [field(entry, 'value')] : field(entry, 'values')
  if (!isLabels(labels) || !Array.isArray(points) || !points.every(isPoint)) {
    throw new QueryError('answered a series that is not one', true)
  }
  return { labels, points }
}

function isLabels(value: unknown): value is Labels {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((text) => typeof text === 'string')
}

function isPoint(value: unknown): value is Point {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [seconds, text] = value as unknown[]
  return Number.isFinite(seconds) && typeof text === 'string' && NUMBER.test(text)
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
