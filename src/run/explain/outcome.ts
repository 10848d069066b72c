import { type PerRole, ROLES_OF_MODE, type Role } from '../../domain/role.js'
import type { IntervalRecord, Result } from '../result.js'
import type { FeltOutcome, Outcome, PoolOutcome } from './explanation.js'

/** What came of an interval. It passes when at least `passShare` of its requests met both targets. */
export function outcomeOf(
  result: Result,
  { index, passShare }: { readonly index: number; readonly passShare: number },
): Outcome {
  const { settings, intervals } = result
  const record = intervals[index]!
  const felt = feltOutcome(record)
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
    if (felt === null) return pools.every((pool) => pool.loadTokens <= pool.capacityTokens)
    return felt.sla.both !== null && felt.sla.both >= passShare
  }
}

/** Requests that missed a target; open loop: those that the capacity of a pool could not carry. */
export function lossOf({ observed, simulated, load, capacity }: IntervalRecord): number {
  if (simulated !== undefined) return observed.requests - simulated.goodputRequests
  const carried = (tokens: number, able: number) => (tokens <= able ? 1 : able / tokens)
  const share = Math.min(
    carried(load.prefillTokens, capacity.prefillTokens),
    carried(load.decodeTokens, capacity.decodeTokens),
  )
  return observed.requests * (1 - share)
}

/** Ready when the interval began, before its decision; undefined in an open-loop run. */
export function readyAtBegin({ intervals }: Result, index: number): PerRole<number> | undefined {
  const { simulated, target } = intervals[index]!
  if (simulated === undefined) return undefined
  // The replicas of interval 0 stand when the trace begins.
  return index === 0 ? target : intervals[index - 1]!.simulated?.ready
}

function feltOutcome(record: IntervalRecord): FeltOutcome | null {
  if (record.simulated === undefined) return null
  const { ttftMs, itlMs, sla, completed } = record.simulated
  return { ttftMs, itlMs, sla, completed, missed: lossOf(record) }
}

function poolOutcome(
  role: Role,
  { result, index }: { readonly result: Result; readonly index: number },
): PoolOutcome {
  const { target, load, capacity, simulated } = result.intervals[index]!
  const [loadTokens, capacityTokens] =
    role === 'prefill'
      ? [load.prefillTokens, capacity.prefillTokens]
      : [load.decodeTokens, capacity.decodeTokens]
  const ready = readyAtBegin(result, index)
  return {
    role,
    target: target[role],
    loadTokens,
    capacityTokens,
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
