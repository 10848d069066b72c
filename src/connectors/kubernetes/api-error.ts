import * as z from 'zod'
import { ConnectorError } from '../connector-error.js'
import { type HttpAnswer, parseJson } from '../http-call.js'
import { type ApiRequest, doing } from './api-request.js'

/** What the API server's refusal means to a caller. */
export type ApiRefusal =
  /** The object does not exist. */
  | 'not-found'
  /** The server does not serve this version or resource at all: also 404, but not a Status. */
  | 'not-served'
  | 'forbidden'
  /** Somebody else has changed, or already made, the object. */
  | 'conflict'
  /** The object, or the patch's test, was not accepted. */
  | 'invalid'
  | 'other'

export class ApiError extends ConnectorError {
  readonly refusal: ApiRefusal

  constructor(
    refusal: ApiRefusal,
    message: string,
    options: ConstructorParameters<typeof ConnectorError>[1],
  ) {
    super(message, options)
    this.refusal = refusal
  }
}

const STATUS = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
})

/** An answer outside 2xx as an error that says what was asked, what came back and what to do. */
export function refusalOf(request: ApiRequest, answer: HttpAnswer): ApiError {
  const status = STATUS.safeParse(parseJson(answer.text)).data
  const refusal = meaning(answer.status, status !== undefined)
  const said = status?.message ?? `'${answer.text.trim().slice(0, 120)}'`
  const hint = hintFor(refusal, answer.status, request)
  return new ApiError(refusal, `API server: ${doing(request)}: status ${answer.status}: ${said}`, {
    status: answer.status,
    retryAfterSeconds: retryAfter(answer),
    ...(hint === undefined ? {} : { hint }),
  })
}

function meaning(status: number, isStatus: boolean): ApiRefusal {
  if (status === 404) return isStatus ? 'not-found' : 'not-served'
  if (status === 403) return 'forbidden'
  if (status === 409) return 'conflict'
  return status === 422 ? 'invalid' : 'other'
}

/** The rule that a Role lacks, as it would be written there. */
function hintFor(refusal: ApiRefusal, status: number, request: ApiRequest): string | undefined {
  if (status === 401) return 'the token or certificate is not accepted; it may have expired'
  if (refusal !== 'forbidden') return undefined
  const { group, resource, verb } = request
  if (resource === undefined) return 'reading API versions needs the ClusterRole system:discovery'
  return `the Role needs the rule {apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]}`
}

function retryAfter({ headers }: HttpAnswer): number | undefined {
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined
}
