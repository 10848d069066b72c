import { UserError } from '../../domain/user-error.js'
import type { Clock } from '../../live/clock.js'
import { DeadlineError, withDeadline } from '../../live/deadline.js'
import type { LiveStatus } from '../../run/live-status.js'
import { NoStatusError, readStatus, untilNews } from './planner-api.js'

export interface Followed {
  readonly address: URL
  readonly clock: Clock
  readonly signal: AbortSignal
}

export type News =
  | { readonly kind: 'status'; readonly status: LiveStatus }
  | {
      readonly kind: 'lost'
      readonly why: string
      readonly sinceMs: number
      readonly retryMs: number
    }

const ANSWER_MS = 5000
/** Without news it is asked all the same: who leads may change, and a connection may hang. */
const LOOK_EVERY_MS = 10_000
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 30_000

/**
 * What a planner says, whenever it has something new, until the signal aborts; a connection that was lost
 * is tried again. @throws UserError when it never answered.
 */
export async function* followPlanner(followed: Followed): AsyncGenerator<News> {
  const { address, clock, signal } = followed
  let status = await firstStatus(followed)
  yield { kind: 'status', status }
  let sinceMs: number | null = null
  let retryMs = FIRST_RETRY_MS
  while (!signal.aborted) {
    if (sinceMs === null) await quiet(followed, status)
    if (signal.aborted) return
    try {
      status = await look(followed)
      sinceMs = null
      retryMs = FIRST_RETRY_MS
      yield { kind: 'status', status }
    } catch (error) {
      if (signal.aborted) return
      const why = reasonOf(error, address)
      sinceMs ??= clock.steadyMs()
      yield { kind: 'lost', why, sinceMs, retryMs: clock.steadyMs() + retryMs }
      await clock.sleepUntil(clock.steadyMs() + retryMs, signal)
      retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS)
    }
  }
}

async function firstStatus(followed: Followed): Promise<LiveStatus> {
  const { address, signal } = followed
  try {
    return await look(followed)
  } catch (error) {
    signal.throwIfAborted()
    throw new UserError(`${address.href}: ${reasonOf(error, address)}`, {
      hint: 'planner live serves it where --listen says',
      cause: error,
    })
  }
}

function look({ address, clock, signal }: Followed): Promise<LiveStatus> {
  return withDeadline({ clock, milliseconds: ANSWER_MS, signal }, (own) => readStatus(address, own))
}

/** Until there is news, or it is time to look anyway. Events that cannot be had are no reason to look at once. */
async function quiet(
  { address, clock, signal }: Followed,
  { intervals }: LiveStatus,
): Promise<void> {
  const knownEpochMs = intervals.at(-1)?.atEpochMs ?? 0
  try {
    await withDeadline({ clock, milliseconds: LOOK_EVERY_MS, signal }, (own) =>
      untilNews(address, { knownEpochMs, signal: own }),
    )
  } catch (error) {
    if (error instanceof NoStatusError) {
      await clock.sleepUntil(clock.steadyMs() + FIRST_RETRY_MS, signal)
    }
  }
}

function reasonOf(error: unknown, address: URL): string {
  if (error instanceof NoStatusError || error instanceof DeadlineError) return error.message
  throw new Error(`${address.href} could not be read`, { cause: error })
}
