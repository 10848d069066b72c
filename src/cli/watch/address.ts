import { UserError } from '../../domain/user-error.js'

/** Where a planner listens: `http://host:9085`, or short `host:9085`. @throws UserError */
export function parseAddress(text: string): URL {
  const whole = text.includes('://') ? text : `http://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : null
  if (url === null || !/^https?:$/.test(url.protocol)) throw refused(text, 'it is no address')
  if (url.username !== '' || url.password !== '') {
    throw refused(url.host, 'user and password do not belong into it')
  }
  if (url.search !== '' || url.hash !== '')
    throw refused(text, 'what follows ? or # has no meaning')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

function refused(text: string, why: string): UserError {
  return new UserError(
    `URL '${text}' is not allowed: ${why}; it must be http(s)://host:port/ of a planner live with --listen`,
  )
}
