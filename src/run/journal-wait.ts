import { type PerRole, ROLES, type Role } from '../domain/role.js'
import type { JournalInterval, JournalLine } from './journal.js'

/**
 * Since when the orders of each pool have been held up, ms since 1970 UTC, by what a journal says: the first order
 * that was not taken after the pool was last settled or ordered. Null: they are not. For a run that begins: the wait
 * does not begin anew with it.
 */
export function heldUpSince(lines: readonly JournalLine[]): PerRole<number | null> {
  const intervals = lines.filter((line) => line.kind === 'interval')
  return { prefill: sinceOf('prefill', intervals), decode: sinceOf('decode', intervals) }
}

function sinceOf(role: Role, intervals: readonly JournalInterval[]): number | null {
  const last = intervals.findLastIndex((interval) => isOver(role, interval))
  return intervals.slice(last + 1).find((one) => isHeldUp(role, one))?.atEpochMs ?? null
}

/** Carried out, or ordered anew. */
function isOver(role: Role, { pools, outcome }: JournalInterval): boolean {
  const seen = pools?.[role]
  if (seen && seen.running === seen.desired) return true
  if (!('pools' in outcome) || outcome.pools === undefined) return outcome.kind === 'applied'
  return outcome.pools[role].kind === 'applied'
}

function isHeldUp(role: Role, { outcome }: JournalInterval): boolean {
  if (!('pools' in outcome) || outcome.pools === undefined) return outcome.kind === 'skipped'
  return outcome.pools[role].kind === 'skipped'
}

/** How long that has been, seconds; a clock that was set back makes it no time at all. */
export function heldUpSeconds(
  lines: readonly JournalLine[],
  nowEpochMs: number,
): PerRole<number | null> {
  const since = heldUpSince(lines)
  const seconds = ROLES.map((role) => {
    const at = since[role]
    return [role, at === null ? null : Math.max(0, nowEpochMs - at) / 1000] as const
  })
  return Object.fromEntries(seconds) as Record<Role, number | null>
}
