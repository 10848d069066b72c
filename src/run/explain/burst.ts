import type { Cause } from './counterfactual.js'
import { queueBefore } from './queue-before.js'
import type { ResimulationInput } from './resimulation.js'

/** Fewer requests in a second are no burst. */
const LEAST_BURST = 3

/**
 * How unevenly an interval's requests came, where neither its load as a whole nor a queue from before
 * explains that they missed.
 */
export function burstIn({
  result,
  requests,
  index,
}: Pick<ResimulationInput, 'result' | 'requests'> & { readonly index: number }): Cause[] {
  const { load, capacity, startSeconds, observed } = result.intervals[index]!
  const isAbove =
    load.prefillTokens > capacity.prefillTokens || load.decodeTokens > capacity.decodeTokens
  if (isAbove || queueBefore({ result, index }).length > 0) return []
  const { adjustmentIntervalSeconds } = result.settings
  const perSecond = new Uint32Array(Math.ceil(adjustmentIntervalSeconds))
  for (let i = 0; i < requests.length; i++) {
    const second = Math.floor(requests.arrivalMs[i]! / 1000 - startSeconds)
    if (second >= 0 && second < perSecond.length) perSecond[second]!++
  }
  const busiest = perSecond.reduce((most, count) => Math.max(most, count), 0)
  const mean = observed.requests / adjustmentIntervalSeconds
  return busiest >= LEAST_BURST && busiest > 2 * mean ? [{ code: 'burst', busiest, mean }] : []
}
