import { UserError } from '../../domain/user-error.js'
import type { RequestRow } from '../request-row.js'
import { MAX_ARRIVAL_MS } from '../rules.js'
import { resolveOptions, type SynthOption } from './options.js'
import { Random } from './random.js'
import type { Shape } from './shape.js'

/**
 * Synthetic requests in order of arrival; the same options give the same requests everywhere.
 * The row is the same object each time. The trace ends at its duration or its number of requests,
 * whichever comes first; a number without a duration is reached whatever time it takes.
 */
export function synthesize(
  shape: Shape,
  given: Readonly<Partial<Record<SynthOption, number>>>,
): Iterable<RequestRow> {
  const settings = resolveOptions(given, shape)
  const unending = given.requests !== undefined && given.duration === undefined
  const endMs = unending ? Number.POSITIVE_INFINITY : settings.duration * 1000
  const rows = shape.requests(settings, new Random(settings.seed))
  return limited(rows, { endMs, requests: settings.requests })
}

function* limited(
  rows: Iterable<RequestRow>,
  { endMs, requests }: { endMs: number; requests: number },
): Generator<RequestRow> {
  let count = 0
  for (const row of rows) {
    if (row.arrivalMs >= endMs) return
    if (row.arrivalMs > MAX_ARRIVAL_MS) throw tooLong(requests)
    yield row
    if (++count >= requests) return
  }
}

function tooLong(requests: number): UserError {
  return new UserError(
    `${requests} requests at this rate take longer than a trace may last, ${MAX_ARRIVAL_MS} ms`,
  )
}
