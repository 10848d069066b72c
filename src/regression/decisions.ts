import { type PerRole, ROLES, type Role } from '../domain/role.js'
import type { IntervalRecord } from '../run/result.js'

/** Intervals one after the other with the same replicas. */
export interface DecisionRun extends PerRole<number> {
  /** Index of the first of them. */
  readonly from: number
}

/** Run-length encoded: an entry where the replicas change. */
export function decisionRuns(intervals: readonly Pick<IntervalRecord, 'target'>[]): DecisionRun[] {
  const runs: DecisionRun[] = []
  for (const [from, { target }] of intervals.entries()) {
    const last = runs.at(-1)
    if (last !== undefined && isSame(last, target)) continue
    runs.push({ from, prefill: target.prefill, decode: target.decode })
  }
  return runs
}

/** The replicas of each interval again. */
export function replicasOf(runs: readonly DecisionRun[], intervals: number): PerRole<number>[] {
  return runs.flatMap(({ from, prefill, decode }, i) =>
    Array.from({ length: (runs[i + 1]?.from ?? intervals) - from }, () => ({ prefill, decode })),
  )
}

export interface LargestDifference {
  readonly index: number
  readonly role: Role
  readonly baseline: number
  readonly now: number
}

/** How two series of decisions differ over the intervals that both have. */
export interface DecisionDifference {
  readonly compared: number
  readonly differing: number
  /** Index of the first interval that differs; null when none does. */
  readonly first: number | null
  /** Where one pool is furthest from its baseline, the first of several; null when none differs. */
  readonly largest: LargestDifference | null
}

export function compareDecisions(
  baseline: readonly PerRole<number>[],
  now: readonly PerRole<number>[],
): DecisionDifference {
  const compared = Math.min(baseline.length, now.length)
  let differing = 0
  let first: number | null = null
  let largest: LargestDifference | null = null
  for (let index = 0; index < compared; index++) {
    if (isSame(baseline[index]!, now[index]!)) continue
    differing++
    first ??= index
    for (const role of ROLES) {
      const one = { index, role, baseline: baseline[index]![role], now: now[index]![role] }
      if (largest === null || replicasApart(one) > replicasApart(largest)) largest = one
    }
  }
  return { compared, differing, first, largest }
}

export function replicasApart({ baseline, now }: Pick<LargestDifference, 'baseline' | 'now'>) {
  return Math.abs(now - baseline)
}

function isSame(a: PerRole<number>, b: PerRole<number>): boolean {
  return a.prefill === b.prefill && a.decode === b.decode
}
