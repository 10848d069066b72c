import type { KubeConfig } from '@kubernetes/client-node'
import { ConnectorError } from '../connector-error.js'
import {
  type HttpAnswer,
  parseJson,
  reasonWithoutAnswer,
  systemWire,
  type Wire,
} from '../http-call.js'
import { Secrets } from '../secrets.js'
import { withinTime } from '../time-limit.js'
import { refusalOf } from './api-error.js'
import { type ApiRequest, doing } from './api-request.js'

/** The API server, within one namespace. */
export interface KubernetesApi {
  readonly namespace: string
  /**
   * The answer's body. @throws ApiError for an answer outside 2xx, ConnectorError when none came in time.
   */
  send(request: ApiRequest): Promise<unknown>
}

const METHOD = { get: 'GET', list: 'GET', create: 'POST', update: 'PUT', patch: 'PATCH' } as const
/** A server that is busy says 429 and for how many seconds; that long at most is waited within a call. */
const MAX_RETRY_AFTER_SECONDS = 5
const TRIES = 3

export function createKubernetesApi(options: {
  readonly config: KubeConfig
  readonly namespace: string
  readonly timeoutSeconds: number
  /** What must never be shown, to be shared with a log. */
  readonly secrets?: Secrets | undefined
  readonly wire?: Wire
}): KubernetesApi {
  const { config, namespace, timeoutSeconds, secrets = new Secrets(), wire = systemWire } = options
  /** A proxy may send back the request, with its secrets. */
  const hide = (text: string) => secrets.hide(text)
  const server = config.getCurrentCluster()!.server.replace(/\/$/, '')

  async function answerTo(request: ApiRequest, { seconds, signal }: Limit): Promise<HttpAnswer> {
    // Reads the token file and runs the credential plugin anew where they ask for it.
    const access: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = { headers: {} }
    await config.applyToHTTPSOptions(access)
    const { headers, ...rest } = access as typeof access & { headers: Record<string, string> }
    for (const secret of secretsIn(headers.Authorization, rest.auth)) secrets.addToken(secret)
    return wire.call({
      method: METHOD[request.verb],
      url: urlOf(`${server}/apis`, { namespace, seconds, request }),
      headers: { ...headers, accept: 'application/json', 'content-type': contentType(request) },
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      options: rest,
      signal,
      maySend: () => mayBeSent(request),
    })
  }

  async function sendWithin(request: ApiRequest, limit: Limit): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      const answer = await answerTo(request, limit).catch((error: unknown) => {
        if (request.signal?.aborted) throw request.signal.reason
        const reason = reasonWithoutAnswer(error, limit.seconds)
        throw new ConnectorError(`API server ${server}: ${doing(request)}: ${reason}`, {
          cause: error,
        })
      })
      if (answer.status >= 200 && answer.status < 300) return bodyOf(request, answer, hide)
      const refusal = refusalOf(request, { ...answer, text: hide(answer.text) })
      const wait = refusal.retryAfterSeconds ?? Number.POSITIVE_INFINITY
      if (answer.status !== 429 || tries === TRIES || wait > MAX_RETRY_AFTER_SECONDS) throw refusal
      await wire.sleep(wait * 1000, limit.signal).catch(() => undefined)
      request.signal?.throwIfAborted()
      if (limit.signal.aborted || !mayBeSent(request)) throw refusal
    }
  }

  return {
    namespace,
    send(request) {
      const seconds = Math.min(timeoutSeconds, request.secondsToWrite?.() ?? timeoutSeconds)
      const limit = { milliseconds: seconds * 1000, sleep: wire.sleep, signal: request.signal }
      return withinTime(limit, (signal) => sendWithin(request, { seconds, signal }))
    },
  }
}

interface Limit {
  readonly seconds: number
  readonly signal: AbortSignal
}

function mayBeSent({ secondsToWrite }: ApiRequest): boolean {
  return secondsToWrite === undefined || secondsToWrite() > 0
}

/** What is sent of a token (`Bearer …`), and of `user:password`, which Node itself makes a header of. */
function secretsIn(
  authorization: string | undefined,
  userAndPassword: string | null | undefined,
): readonly string[] {
  const token = authorization?.split(' ', 2)[1]
  const basic = userAndPassword
    ? [
        userAndPassword.slice(userAndPassword.indexOf(':') + 1),
        Buffer.from(userAndPassword).toString('base64'),
      ]
    : []
  return token === undefined ? basic : [token, ...basic]
}

function bodyOf(
  request: ApiRequest,
  { text }: HttpAnswer,
  hide: (text: string) => string,
): unknown {
  const body = parseJson(text)
  if (typeof body === 'object' && body !== null) return body
  throw new ConnectorError(
    `API server: ${doing(request)}: the answer is not JSON: '${hide(text).slice(0, 80)}'`,
  )
}

interface Addressed {
  readonly namespace: string
  /** How long the server may take. */
  readonly seconds: number
  readonly request: ApiRequest
}

function urlOf(apis: string, { namespace, seconds, request }: Addressed): URL {
  const { group, version, resource, name } = request
  const [plural, subresource] = resource?.split('/') ?? []
  const parts = [group, version]
  if (plural !== undefined) parts.push('namespaces', namespace, plural)
  if (name !== undefined) parts.push(name)
  if (subresource !== undefined) parts.push(subresource)
  const url = new URL(`${apis}/${parts.map(encodeURIComponent).join('/')}`)
  if (request.verb !== 'get' && request.verb !== 'list') {
    // A misspelt field would be dropped, with no more than a warning, unless validation is strict.
    url.searchParams.set('fieldValidation', 'Strict')
    url.searchParams.set('fieldManager', 'planner')
    // The server, too, gives up by then: what a stopped client has sent must not be carried out much later.
    url.searchParams.set('timeout', `${Math.ceil(seconds * 1000)}ms`)
    if (request.isDryRun) url.searchParams.set('dryRun', 'All')
  }
  return url
}

function contentType({ patch }: ApiRequest): string {
  if (patch === undefined) return 'application/json'
  return patch === 'merge' ? 'application/merge-patch+json' : 'application/json-patch+json'
}
