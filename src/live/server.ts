import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../domain/user-error.js'
import type { EventStream } from './event-stream.js'

export interface Reply {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers of one path; what it throws is a 500 that says nothing of the inside. */
export type Route = () => Reply | Promise<Reply>

export interface LiveServer {
  /** Port that was given, or found for 0 in tests. */
  readonly port: number
  close(): Promise<void>
}

export interface ServerOptions {
  readonly host: string
  readonly port: number
  readonly routes: Readonly<Record<string, Route>>
  /** Paths that go on answering. */
  readonly streams?: Readonly<Record<string, EventStream>>
  readonly onError: (error: unknown) => void
}

/** The read-only side door: page, metrics and health. @throws UserError when the address cannot be had. */
export async function startServer(options: ServerOptions): Promise<LiveServer> {
  const { host, port } = options
  const server = createServer((request, response) => void answer(request, response, options))
  await listening(server, { host, port })
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function answer(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  { routes, streams = {}, onError }: ServerOptions,
): Promise<void> {
  const path = (url ?? '/').split('?', 1)[0]!
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined
  if (method !== 'GET' && method !== 'HEAD') {
    return send(response, { ...text(405, 'only GET is allowed'), headers: { allow: 'GET, HEAD' } })
  }
  const stream = Object.hasOwn(streams, path) ? streams[path] : undefined
  if (stream !== undefined) {
    if (!stream.attach(response)) send(response, text(503, 'too many listeners'))
    return
  }
  if (route === undefined) return send(response, text(404, Object.keys(routes).join(' ')))
  try {
    send(response, await route())
  } catch (error) {
    onError(error)
    send(response, text(500, 'internal error'))
  }
}

export function text(status: number, line: string): Reply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${line}\n` }
}

function send(response: ServerResponse, { status, contentType, body, headers = {} }: Reply): void {
  response.writeHead(status, {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(body)
}

function listening(server: Server, at: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'it is in use' : (error.code ?? error.message)
      reject(new UserError(`cannot listen on ${at.host}:${at.port}: ${why}`, { cause: error }))
    })
    server.listen(at.port, at.host, resolve)
  })
}
