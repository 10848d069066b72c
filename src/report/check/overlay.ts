import { ROLES_OF_MODE, type Role } from '../../domain/role.js'
import type { IntervalRecord, Result } from '../../run/result.js'

/** What is drawn of two runs over one another. */
export interface Overlay {
  readonly name: string
  readonly title: string
  readonly role: Role | null
  /** Of an interval; null where there is nothing. */
  readonly of: (record: IntervalRecord) => number | null
  /** Which of several intervals stands for them where there is room for one: the worst. */
  readonly worst: 'highest' | 'lowest'
}

/** Replicas of each pool that both plan, and attainment where both simulated requests. */
export function overlaysOf(a: Result, b: Result): readonly Overlay[] {
  const roles = ROLES_OF_MODE[a.settings.mode].filter((role) =>
    ROLES_OF_MODE[b.settings.mode].includes(role),
  )
  const simulated = [a, b].every(({ summary }) => summary.simulated !== undefined)
  return [
    ...roles.map((role) => ({
      name: role,
      title: `${role === 'prefill' ? 'Prefill' : 'Decode'} replicas`,
      role,
      of: ({ target }: IntervalRecord) => target[role],
      worst: 'highest' as const,
    })),
    ...(simulated ? [ATTAINMENT] : []),
  ]
}

const ATTAINMENT: Overlay = {
  name: 'attainment',
  title: 'Requests within both targets',
  role: null,
  of: ({ simulated }) => simulated?.sla.both ?? null,
  worst: 'lowest',
}

/** Begin and end of both runs together, seconds from the trace's origin. */
export function spanOf(results: readonly Result[]): { readonly from: number; readonly to: number } {
  const starts = results.map(({ intervals }) => intervals[0]?.startSeconds ?? 0)
  const ends = results.map(
    ({ intervals, settings }) =>
      (intervals.at(-1)?.startSeconds ?? 0) + settings.adjustmentIntervalSeconds,
  )
  return { from: Math.min(...starts), to: Math.max(...ends) }
}
