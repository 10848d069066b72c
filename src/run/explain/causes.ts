import { ROLES, type Role } from '../../domain/role.js'
import type { Result } from '../result.js'
import { tokensOf } from './arithmetic.js'
import type { Cause } from './counterfactual.js'
import type { ResimulationInput } from './resimulation.js'

interface Failed {
  readonly result: Result
  readonly index: number
}

/** What kept more replicas in the interval itself from helping. */
export function causesOf({ result, index }: Failed): readonly Cause[] {
  const isSkipped = result.intervals[index]!.decision.reasons.some(({ code }) => code === 'skipped')
  return [
    ...queueBefore({ result, index }),
    ...(isSkipped ? [{ code: 'skipped' } as const] : []),
    ...(result.settings.startupSeconds === 0 ? [] : [{ code: 'start-up' } as const]),
  ]
}

type Queue = Extract<Cause, { readonly code: 'queue' }>

/** The queues that stood when an interval began, and in which interval each of them began. */
export function queueBefore({ result, index }: Failed): readonly Queue[] {
  const waitingAtEnd = (role: Role, at: number) => result.intervals[at]?.simulated?.queue[role] ?? 0
  return ROLES.flatMap((role) => {
    const waiting = waitingAtEnd(role, index - 1)
    if (waiting === 0) return []
    let since = index - 1
    while (waitingAtEnd(role, since - 1) > 0) since--
    return [{ code: 'queue', role, waiting, since } as const]
  })
}

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
}: Failed & Pick<ResimulationInput, 'requests'>): Cause[] {
  const record = result.intervals[index]!
  const { startSeconds, observed } = record
  const isAbove = ROLES.some((role) => {
    const { load, capacity } = tokensOf(role, { record, settings: result.settings })
    return load > capacity
  })
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
