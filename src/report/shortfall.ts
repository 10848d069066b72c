import { ROLES_OF_MODE, type Role } from '../domain/role.js'
import type { IntervalRecord, Result } from '../run/result.js'
import { formatSi } from './units.js'

export const TOKENS_OF_ROLE = { prefill: 'prefillTokens', decode: 'decodeTokens' } as const

/** One interval whose load exceeded what the target replicas can serve within the SLA targets. */
export interface Shortfall {
  readonly role: Role
  readonly interval: IntervalRecord
  readonly load: number
  readonly capacity: number
}

/** The interval of a pool with the most tokens above capacity; undefined when there is none. */
export function worstShortfall(result: Result, role: Role): Shortfall | undefined {
  const tokens = TOKENS_OF_ROLE[role]
  let worst: Shortfall | undefined
  for (const interval of result.intervals) {
    const load = interval.load[tokens]
    const capacity = interval.capacity[tokens]
    const excess = load - capacity
    if (excess > 0 && (worst === undefined || excess > worst.load - worst.capacity)) {
      worst = { role, interval, load, capacity }
    }
  }
  return worst
}

/** The pools that were planned; the others read 0 everywhere and cannot fall short. */
export function plannedRoles(result: Result): readonly Role[] {
  return ROLES_OF_MODE[result.settings.mode]
}

/** Intervals in which at least one planned pool fell short. */
export function countShort(result: Result): number {
  const roles = plannedRoles(result)
  return result.intervals.filter(({ load, capacity }) =>
    roles.some((role) => load[TOKENS_OF_ROLE[role]] > capacity[TOKENS_OF_ROLE[role]]),
  ).length
}

/** `load 1.3× capacity`, or the load alone where nothing can be served within the SLA targets. */
export function describeExcess(load: number, capacity: number): string {
  return capacity > 0
    ? `load ${formatSi(load / capacity)}× capacity`
    : `load ${formatSi(load)} tokens, no capacity`
}
