import { UserError } from '../../domain/user-error.js'

/**
 * `http://a:2379,https://b:2379` or `a:2379`: where the members of one etcd cluster listen.
 * `where` leads messages: `ETCD_ENDPOINTS`.
 */
export function parseEtcdEndpoints(text: string, where: string): readonly URL[] {
  const parts = text.split(',').map((part) => part.trim())
  return parts.map((part) => parseEndpoint(part, where))
}

function parseEndpoint(part: string, where: string): URL {
  const whole = part.includes('://') ? part : `http://${part}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  const isPlain = url?.pathname === '/' && url.search === '' && url.hash === ''
  if (url && isPlain && url.username === '' && /^https?:$/.test(url.protocol)) return url
  const shown = part.replace(/\/\/[^/]*@/, '//…@')
  throw new UserError(
    `${where}: '${shown}' is not allowed; it must be http(s)://host:port, several joined by commas`,
    url?.username ? { hint: 'user and password are given apart from the address' } : {},
  )
}
