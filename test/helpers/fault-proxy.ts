import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpCall } from '../../src/connectors/http-call.js'

/** What becomes of a request on its way. */
export type Fault =
  | { readonly kind: 'none' }
  /** Accepted and never answered. */
  | { readonly kind: 'hang' }
  /** The connection is cut before the server hears of it. */
  | { readonly kind: 'cut' }
  /** The server carries it out, and its answer is lost. */
  | { readonly kind: 'lose-answer' }
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: string
      readonly headers?: Record<string, string>
    }

export interface FaultProxy {
  readonly url: string
  /** Decides for each request; the count begins at 0 with each new rule. */
  faults: (method: string, path: string, count: number) => Fault
  close(): void
}

/** The server, and the path of the CA that signed its certificate, if it has one. */
interface Behind {
  readonly url: string
  readonly ca?: string | undefined
}

/** A real server behind a line that can be disturbed. */
export async function startFaultProxy({ url, ca }: Behind): Promise<FaultProxy> {
  const trust = ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }
  const options = { ...trust, agent: false as const }
  let faults: FaultProxy['faults'] = () => ({ kind: 'none' })
  let count = 0

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [method, path] = [request.method ?? 'GET', request.url ?? '/']
    const fault = faults(method, path, count++)
    if (fault.kind === 'hang') return
    if (fault.kind === 'cut') return void request.socket.destroy()
    if (fault.kind === 'answer') {
      response.writeHead(fault.status, fault.headers).end(fault.body)
      return
    }
    const answer = await httpCall({
      method,
      url: new URL(path, url),
      headers: pick(request.headers, ['authorization', 'content-type', 'accept']),
      body: await bodyOf(request),
      options,
      signal: AbortSignal.timeout(20_000),
    })
    if (fault.kind === 'lose-answer') return void request.socket.destroy()
    response
      .writeHead(answer.status, { 'content-type': answer.headers['content-type'] })
      .end(answer.text)
  }

  const server: Server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get faults() {
      return faults
    },
    set faults(rule) {
      count = 0
      faults = rule
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function pick(
  headers: IncomingMessage['headers'],
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  )
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? undefined : Buffer.concat(chunks).toString('utf8')
}
