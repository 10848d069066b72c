import type { SecureContextOptions } from 'node:tls'
import * as z from 'zod'
import { ConnectorError } from '../connector-error.js'
import {
  errorCode,
  type HttpAnswer,
  parseJson,
  reasonWithoutAnswer,
  systemWire,
  type Wire,
} from '../http-call.js'
import { Secrets } from '../secrets.js'
import { withinTime } from '../time-limit.js'

/** Certificates as PEM text; without a CA those that Node trusts. */
export type TlsMaterial = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

export interface EtcdOptions {
  /** Members of one cluster; the next one is asked when one cannot be reached. */
  readonly endpoints: readonly URL[]
  readonly login: { readonly user: string; readonly password: string } | null
  readonly tls: TlsMaterial
  /** Longest wait for one answer. */
  readonly timeoutSeconds: number
  /** What must never be shown, to be shared with a log. */
  readonly secrets?: Secrets
  readonly wire?: Wire
}

/** etcd's JSON gateway: gRPC calls as POSTs, bytes in base64, 64-bit numbers as text. */
export interface EtcdGateway {
  /** @throws ConnectorError when no member answers, in time, what was asked. */
  call<T>(path: string, body: object, reading: Reading<T>): Promise<T>
}

interface Reading<T> {
  readonly answer: z.ZodType<T>
  readonly signal?: AbortSignal | undefined
}

const FAILURE = z.object({ message: z.string().optional(), error: z.string().optional() })
const TOKEN = z.object({ token: z.string() })
/** Nothing was sent: another member may be asked in its place, whatever the call. */
const UNREACHED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

export function createEtcdGateway(options: EtcdOptions): EtcdGateway {
  const { login, secrets = new Secrets() } = options
  let token: string | undefined
  let first = 0
  if (login !== null) secrets.add(login.password)

  async function send(path: string, sent: Sent): Promise<HttpAnswer> {
    const { endpoints } = options
    for (let tried = 0; ; tried++) {
      const endpoint = endpoints[(first + tried) % endpoints.length]!
      try {
        const answer = await sendTo(endpoint, path, sent, options)
        first = (first + tried) % endpoints.length
        return answer
      } catch (error) {
        if (!UNREACHED.includes(errorCode(error) ?? '') || tried + 1 === endpoints.length) {
          // The next call begins with the next member: this one may hang.
          first = (first + tried + 1) % endpoints.length
          throw failed(endpoint, error, { ...sent, ...options })
        }
      }
    }
  }

  async function authenticate(signal: AbortSignal | undefined): Promise<string | undefined> {
    if (login === null) return undefined
    if (token !== undefined) return secrets.addToken(token)
    const body = { name: login.user, password: login.password }
    const answer = await send('auth/authenticate', { body, signal, token: undefined })
    token = secrets.addToken(read(answer, TOKEN, `login of user ${login.user}`).token)
    return token
  }

  function read<T>(answer: HttpAnswer, schema: z.ZodType<T>, what: string): T {
    return readAnswer(answer, { schema, what, hide: (text) => secrets.hide(text) })
  }

  return {
    async call(path, body, { answer: schema, signal }) {
      const first = await send(path, { body, signal, token: await authenticate(signal) })
      if (login === null || !isStaleToken(first)) return read(first, schema, path)
      // Tokens end with a member's restart and after some minutes without use.
      token = undefined
      const again = await send(path, { body, signal, token: await authenticate(signal) })
      return read(again, schema, path)
    },
  }
}

interface AnswerReading<T> {
  readonly schema: z.ZodType<T>
  /** What was asked. */
  readonly what: string
  /** A proxy may send back the request, with its secrets. */
  readonly hide: (text: string) => string
}

interface Sent {
  readonly body: object
  readonly token: string | undefined
  readonly signal: AbortSignal | undefined
}

function sendTo(
  endpoint: URL,
  path: string,
  { body, token, signal }: Sent,
  { tls, timeoutSeconds, wire = systemWire }: EtcdOptions,
): Promise<HttpAnswer> {
  const limit = { milliseconds: timeoutSeconds * 1000, sleep: wire.sleep, signal }
  return withinTime(limit, (own) =>
    wire.call({
      method: 'POST',
      url: new URL(`/v3/${path}`, endpoint),
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: token }),
      },
      // A fresh connection each time: one kept from before a restart would fail the first call after it.
      options: { agent: false, ...tls },
      signal: own,
    }),
  )
}

function readAnswer<T>({ status, text }: HttpAnswer, reading: AnswerReading<T>): T {
  const { schema, what, hide } = reading
  const content = parseJson(text)
  if (status === 200) {
    const parsed = schema.safeParse(content)
    if (parsed.success) return parsed.data
    throw new ConnectorError(`etcd: the answer to ${what} is not etcd's: ${start(hide(text))}`)
  }
  const said = hide(reasonOf(content, hide(text)))
  throw new ConnectorError(`etcd: ${what} failed with status ${status}: ${said}`, {
    status,
  })
}

function isStaleToken({ status, text }: HttpAnswer): boolean {
  return status === 401 || (status === 400 && /auth token|revision of auth store/.test(text))
}

function failed(
  endpoint: URL,
  error: unknown,
  { signal, timeoutSeconds }: { signal: AbortSignal | undefined; timeoutSeconds: number },
): unknown {
  if (signal?.aborted) return signal.reason
  const reason = reasonWithoutAnswer(error, timeoutSeconds)
  return new ConnectorError(`etcd at ${endpoint.origin}: ${reason}`, { cause: error })
}

function reasonOf(content: unknown, text: string): string {
  const { message, error } = FAILURE.safeParse(content).data ?? {}
  return message ?? error ?? start(text)
}

function start(text: string): string {
  return `'${text.trim().slice(0, 80)}'`
}
