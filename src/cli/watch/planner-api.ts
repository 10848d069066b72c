import { cleanText } from '../../report/watch/columns.js'
import type { LiveStatus } from '../../run/live-status.js'
import { parseStatus } from './status-schema.js'

/** Why a planner could not be read; one clause. */
export class NoStatusError extends Error {
  override readonly name = 'NoStatusError'
}

/** Far above the 240 intervals of a status. */
const MOST_BYTES = 8 * 2 ** 20

/** One look at the planner that listens there. @throws NoStatusError, or the signal's reason. */
export async function readStatus(address: URL, signal: AbortSignal): Promise<LiveStatus> {
  const response = await get(new URL('status', address), signal)
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new NoStatusError(refusalOf(response))
  }
  const parsed = parseStatus(await bodyOf(response, signal))
  if ('not' in parsed) throw new NoStatusError(parsed.not)
  return parsed.status
}

/**
 * Returns when an interval has ended that is newer than the one known. @throws NoStatusError when the
 * stream of events ends or cannot be had.
 */
export async function untilNews(
  address: URL,
  { knownEpochMs, signal }: { readonly knownEpochMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const response = await get(new URL('events', address), signal)
  const type = response.headers.get('content-type') ?? ''
  if (response.status !== 200 || !type.startsWith('text/event-stream')) {
    await response.body?.cancel()
    throw new NoStatusError(refusalOf(response))
  }
  let rest = ''
  for await (const piece of textsOf(response, signal)) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop()!.slice(-1024)
    for (const line of lines) {
      if (line.startsWith('data: ') && Number(line.slice('data: '.length)) > knownEpochMs) return
    }
  }
  throw new NoStatusError('the events ended')
}

async function get(url: URL, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal })
  } catch (error) {
    throw reasonOf(error, signal)
  }
}

async function bodyOf(response: Response, signal: AbortSignal): Promise<string> {
  let body = ''
  for await (const piece of textsOf(response, signal)) {
    body += piece
    if (body.length > MOST_BYTES) throw new NoStatusError('its answer does not end')
  }
  return body
}

async function* textsOf(response: Response, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  try {
    for await (const bytes of response.body ?? []) yield decoder.decode(bytes, { stream: true })
  } catch (error) {
    throw error instanceof NoStatusError ? error : reasonOf(error, signal)
  }
}

function refusalOf({ status, headers }: Response): string {
  if (status === 401 || status === 403 || status === 407) {
    return `it asks for credentials (status ${status}), and planner watch has none`
  }
  if (status >= 300 && status < 400) {
    return `it refers to ${cleanText(headers.get('location') ?? 'elsewhere')} (status ${status})`
  }
  if (status === 404) return 'no planner, or an older one (status 404 at /status)'
  return `status ${status}, which no planner answers`
}

/** fetch says "fetch failed" and hides what did. */
function reasonOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  const message = cause instanceof Error ? cause.message : String(error)
  return new NoStatusError(cleanText(code ?? message), { cause: error })
}
