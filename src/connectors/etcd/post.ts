import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { SecureContextOptions } from 'node:tls'

/** Certificates as PEM text; without a CA those that Node trusts. */
export type TlsMaterial = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

export interface Posted {
  readonly url: URL
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly tls: TlsMaterial
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/**
 * One POST with a whole answer. Node's own fetch takes no CA or client certificate without a further package,
 * so this goes through node:https. Rejects with the socket's error, or the signal's reason.
 */
export function post({ url, body, headers, tls, signal }: Posted): Promise<Answer> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(signal.aborted ? signal.reason : error)
    if (signal.aborted) return fail(signal.reason)
    const sent = send(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        // A fresh connection each time: one kept from before a restart would fail the first call after it.
        agent: false,
        signal,
        ...tls,
      },
      (response) => {
        const chunks: Buffer[] = []
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('error', fail)
          .on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          )
      },
    )
    sent.on('error', fail)
    sent.end(body)
  })
}
