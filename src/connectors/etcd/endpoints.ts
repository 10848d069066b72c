/**
 * Where the members of one etcd cluster listen: `http://a:2379,https://b:2379` or `a:2379`.
 * Undefined when it is anything else; user and password are given apart from the address.
 */
export function parseEtcdEndpoints(text: string): readonly URL[] | undefined {
  const endpoints = text.split(',').map((part) => parseEndpoint(part.trim()))
  return endpoints.every((endpoint) => endpoint !== undefined) ? endpoints : undefined
}

function parseEndpoint(part: string): URL | undefined {
  const whole = part.includes('://') ? part : `http://${part}`
  if (!URL.canParse(whole)) return undefined
  const url = new URL(whole)
  const isOrigin = url.href === `${url.origin}/` && /^https?:$/.test(url.protocol)
  return isOrigin ? url : undefined
}
