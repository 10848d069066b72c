import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

interface Pair {
  readonly cert: string
  readonly key: string
}

/** Paths of PEM files: a CA of our own, a server on 127.0.0.1, and a client whose common name is a user. */
export interface Certificates {
  readonly ca: string
  readonly server: Pair
  readonly client: Pair
}

/** Elliptic keys: made in milliseconds. */
export function makeCertificates(clientName = 'client'): Certificates {
  const folder = mkdtempSync(join(inject('scratch'), 'tls-'))
  const at = (name: string) => join(folder, name)
  openssl([
    ...['req', '-x509', '-subj', '/CN=test-ca', '-days', '2', '-keyout', at('ca.key')],
    ...['-out', at('ca.crt'), ...NEW_KEY],
  ])
  const signed = (name: string, subject: string, extensions: string): Pair => {
    const [cert, key, request] = [at(`${name}.crt`), at(`${name}.key`), at(`${name}.csr`)]
    writeFileSync(at(`${name}.ext`), extensions)
    openssl(['req', '-subj', subject, '-keyout', key, '-out', request, ...NEW_KEY])
    openssl([
      ...['x509', '-req', '-in', request, '-CA', at('ca.crt'), '-CAkey', at('ca.key')],
      ...['-CAcreateserial', '-days', '2', '-extfile', at(`${name}.ext`), '-out', cert],
    ])
    return { cert, key }
  }
  return {
    ca: at('ca.crt'),
    server: signed(
      'server',
      '/CN=127.0.0.1',
      'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n',
    ),
    client: signed('client', `/CN=${clientName}`, 'extendedKeyUsage=clientAuth\n'),
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' })
}
