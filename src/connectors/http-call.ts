import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Sleep } from './time-limit.js'

export interface HttpCall {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Certificates, agent, and the like. */
  readonly options: RequestOptions
  readonly signal: AbortSignal
  /** Asked once the connection stands, right before the first byte; absent: yes. */
  readonly maySend?: () => boolean
}

/** The connection stood too late: nothing was sent. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError'
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** The way to a server: how a call is made, and how time passes meanwhile. A test passes its own. */
export interface Wire {
  readonly call: (call: HttpCall) => Promise<HttpAnswer>
  readonly sleep: Sleep
}

export const systemWire: Wire = {
  call: httpCall,
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
}

/**
 * One call with a whole answer. Node's own fetch takes no CA or client certificate without a further package,
 * so this goes through node:https. Rejects with the socket's error, or the signal's reason.
 */
export function httpCall(call: HttpCall): Promise<HttpAnswer> {
  const { method, url, headers, body, options, signal, maySend = () => true } = call
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(signal.aborted ? signal.reason : error)
    if (signal.aborted) return fail(signal.reason)
    const sent = request(url, { ...options, method, headers, signal }, (response) => {
      const chunks: Buffer[] = []
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('error', fail)
        .on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        )
    })
    sent.on('error', fail)
    sent.once('socket', (socket) => {
      const isSecure = url.protocol === 'https:'
      whenConnected({ socket, isSecure, isReused: sent.reusedSocket }, () => {
        if (maySend()) sent.end(body)
        else sent.destroy(new NotSentError('it took too long to connect; nothing was sent'))
      })
    })
  })
}

function whenConnected(
  connection: { readonly socket: Socket; readonly isSecure: boolean; readonly isReused: boolean },
  then: () => void,
): void {
  const { socket, isSecure, isReused } = connection
  if (isReused || !(isSecure || socket.connecting)) then()
  else socket.once(isSecure ? 'secureConnect' : 'connect', then)
}

/** Why a call did not come to an answer: `no answer within 5 s`, `ECONNREFUSED`. */
export function reasonWithoutAnswer(error: unknown, timeoutSeconds: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `no answer within ${timeoutSeconds} s`
  }
  return errorCode(error) ?? (error instanceof Error ? error.message : String(error))
}

/** `ECONNREFUSED` and the like. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
