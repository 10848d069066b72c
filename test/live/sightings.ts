import type { Metric, Sighting, Sightings } from '../../src/domain/sighting.js'

const VALUES: Readonly<Record<Metric, number>> = {
  requests: 120,
  isl: 2000,
  osl: 200,
  ttftMs: 200,
  itlMs: 20,
  requestDurationSeconds: 5,
}

/** An interval seen whole, with what a test changes: a number, or a sighting of another kind. */
export function sightings(
  changed: Partial<Record<Metric, number | Sighting>> = {},
  rest: Partial<Omit<Sightings, 'metrics'>> = {},
): Sightings {
  const metrics = Object.fromEntries(
    Object.entries({ ...VALUES, ...changed }).map(([metric, given]) => [
      metric,
      typeof given === 'number' ? { kind: 'value', value: given, series: 1 } : given,
    ]),
  ) as Sightings['metrics']
  return { metrics, freshness: { ageSeconds: 1, vanished: [] }, faults: [], ...rest }
}

export const UNDEFINED: Sighting = { kind: 'undefined', why: 'nothing there' }
export const FAILED: Sighting = { kind: 'failed', why: 'no answer: ECONNREFUSED' }
