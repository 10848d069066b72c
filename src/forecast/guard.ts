import type { Compat } from '../domain/settings.js'
import type { Forecast } from './forecaster.js'

/** A forecast above this multiple of the largest value seen is cut to it. */
export const LARGEST_MULTIPLE = 4

/**
 * Turns a model's raw answer into a forecast that is safe to size a fleet by: finite, not negative, at most
 * 4 × the largest value seen; a failed fit answers the last value. What was replaced is said.
 * `compat: reference` passes every finite answer on, negative ones too.
 */
export function guardForecast(raw: {
  readonly next: () => number
  readonly last: number
  readonly largest: number
  readonly compat: Compat
}): Forecast {
  const { last, largest } = raw
  const answer = attempt(raw.next)
  if (answer instanceof Error) {
    return {
      value: last,
      replaced: `the fit failed (${answer.message}), last value ${show(last)} used`,
    }
  }
  if (!Number.isFinite(answer)) {
    return { value: last, replaced: `raw ${answer} is not finite, last value ${show(last)} used` }
  }
  if (raw.compat === 'reference') return { value: answer }
  if (answer < 0) return { value: 0, replaced: `raw ${show(answer)} is negative, 0 used` }
  const cap = LARGEST_MULTIPLE * largest
  if (answer > cap) return { value: cap, replaced: aboveCap(answer, largest, cap) }
  return { value: answer }
}

function aboveCap(answer: number, largest: number, cap: number): string {
  return `raw ${show(answer)} is above ${LARGEST_MULTIPLE} × the largest value seen (${show(largest)}), ${show(cap)} used`
}

function attempt(next: () => number): number | Error {
  try {
    return next()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)))
}
