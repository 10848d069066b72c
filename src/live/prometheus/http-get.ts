import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'

export interface HttpReply {
  readonly status: number
  readonly body: string
  /** Seconds the server asks to be left alone for (Retry-After); null when it does not. */
  readonly retryAfterSeconds: number | null
}

/** One GET; rejects with the network's error or the signal's reason. Redirects are not followed. */
export type HttpGet = (request: {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}) => Promise<HttpReply>

export interface TlsOptions {
  /** Certificates (PEM) to trust instead of the system's; null: the system's. */
  readonly caBundle: string | null
  readonly verifies: boolean
}

/** Far above what the planner's queries return; a larger answer is cut off as an error. */
const MOST_BYTES = 32 * 2 ** 20

/** node:https rather than fetch, which takes no certificates of its own. Connections are kept. */
export function createHttpGet({ caBundle, verifies }: TlsOptions): HttpGet {
  const plain = new HttpAgent({ keepAlive: true })
  const tls = new HttpsAgent({
    keepAlive: true,
    rejectUnauthorized: verifies,
    ...(caBundle === null ? {} : { ca: caBundle }),
  })
  return ({ url, headers, signal }) =>
    new Promise((resolve, reject) => {
      const isTls = url.protocol === 'https:'
      const send = isTls ? requestHttps : requestHttp
      const sent = send(url, { agent: isTls ? tls : plain, headers, signal }, (response) => {
        readBody(response).then((body) => resolve(replyOf(response, body)), reject)
      })
      sent.on('error', reject)
      sent.end()
    })
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new Error(`the answer is larger than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function replyOf({ statusCode, headers }: IncomingMessage, body: string): HttpReply {
  const seconds = Number(headers['retry-after'])
  const asks = headers['retry-after'] !== undefined && Number.isFinite(seconds) && seconds >= 0
  return { status: statusCode ?? 0, body, retryAfterSeconds: asks ? seconds : null }
}
