import { type PerRole, ROLES_OF_MODE, type Role } from '../../domain/role.js'
import type { DryRunSettings } from '../../domain/settings.js'
import type { IntervalRecord, Result } from '../result.js'
import { tokensOf } from './arithmetic.js'
import type { FeltOutcome, Outcome, PoolOutcome } from './explanation.js'

/** What came of an interval. It passes when at least `passShare` of its requests met both targets. */
export function outcomeOf(
  result: Result,
  { index, passShare }: { readonly index: number; readonly passShare: number },
): Outcome {
  const { settings, intervals } = result
  const record = intervals[index]!
  const felt = feltOutcome(record, settings)
  const pools = ROLES_OF_MODE[settings.mode].map((role) => poolOutcome(role, { result, index }))
  return {
    requests: record.observed.requests,
    targetsMs: { ttft: settings.ttftMs, itl: settings.itlMs },
    pools,
    felt,
    passes: passes(),
  }

  function passes(): boolean | null {
    if (record.observed.requests === 0) return null
    if (record.simulated === undefined)
      return pools.every((pool) => pool.loadTokens <= pool.capacityTokens)
    const { requests } = record.observed
    return record.simulated.goodputRequests >= requestsToPass(passShare, requests)
  }
}

/** Requests that missed a target; open loop: those that the capacity of a pool could not carry. */
export function lossOf(record: IntervalRecord, settings: DryRunSettings): number {
  const { observed, simulated } = record
  if (simulated !== undefined) return observed.requests - simulated.goodputRequests
  const carried = ROLES_OF_MODE[settings.mode].map((role) => {
    const { load, capacity } = tokensOf(role, { record, settings })
    return load <= capacity ? 1 : capacity / load
  })
  return observed.requests * (1 - Math.min(...carried))
}

/** Fewest of some requests that are at least a share of them: 99 % of 188 are 187. */
export function requestsToPass(passShare: number, requests: number): number {
  let fewest = Math.ceil(passShare * requests)
  // The product is rounded: 0.07 × 100 is above 7, though 7 of 100 are 7 %.
  while (fewest > 0 && (fewest - 1) / requests >= passShare) fewest--
  while (fewest / requests < passShare) fewest++
  return fewest
}

/** Ready when the interval began, before its decision; undefined in an open-loop run. */
export function readyAtBegin({ intervals }: Result, index: number): PerRole<number> | undefined {
  const { simulated, target } = intervals[index]!
  if (simulated === undefined) return undefined
  // The replicas of interval 0 stand when the trace begins.
  return index === 0 ? target : intervals[index - 1]!.simulated?.ready
}

function feltOutcome(record: IntervalRecord, settings: DryRunSettings): FeltOutcome | null {
  if (record.simulated === undefined) return null
  const { ttftMs, itlMs, sla, completed } = record.simulated
  return { ttftMs, itlMs, sla, completed, missed: lossOf(record, settings) }
}

function poolOutcome(
  role: Role,
  { result, index }: { readonly result: Result; readonly index: number },
): PoolOutcome {
  const record = result.intervals[index]!
  const { target, simulated } = record
  const { load, capacity } = tokensOf(role, { record, settings: result.settings })
  const ready = readyAtBegin(result, index)
  return {
    role,
    target: target[role],
    loadTokens: load,
    capacityTokens: capacity,
    simulated:
      simulated === undefined || ready === undefined
        ? null
        : {
            readyAtBegin: ready[role],
            readyAtEnd: simulated.ready[role],
            queueAtBegin: result.intervals[index - 1]?.simulated?.queue[role] ?? 0,
            queueAtEnd: simulated.queue[role],
          },
  }
}
