import type { Reason } from '../../domain/decision.js'
import type { Role } from '../../domain/role.js'
import type { Result } from '../result.js'
import { tokensOf } from './arithmetic.js'
import type { Bound, PoolDecision, PoolSizing } from './explanation.js'
import { readyAtBegin } from './outcome.js'

interface Known {
  readonly result: Result
  readonly index: number
  readonly pools: readonly PoolDecision[]
}

/** What bound a decision, in the order in which it came to bear. */
export function boundsOf(known: Known): readonly Bound[] {
  const { result, index, pools } = known
  const { reasons } = result.intervals[index]!.decision
  const bounds: Bound[] = []
  for (const reason of reasons) {
    const bound = statedBound(reason, pools)
    if (bound !== undefined) bounds.push(bound)
  }
  for (const { role, sizing, replicas, replicasForActual } of pools) {
    const isShort = replicasForActual !== null && replicasForActual > replicas
    if (isShort && sizing !== null && isForecastLow(role, { known, sizing, replicasForActual })) {
      bounds.push({ code: 'forecast', role, replicasForActual })
    }
    const starting = startingAtBegin(role, known)
    if (starting !== undefined) bounds.push(starting)
  }
  return bounds.length === 0 ? [{ code: 'nothing' }] : bounds
}

/** Where the budget or the correction cut, it is not the forecast that was too low. */
function isForecastLow(
  role: Role,
  of: { readonly known: Known; readonly sizing: PoolSizing; readonly replicasForActual: number },
): boolean {
  const { sizing, replicasForActual } = of
  if (sizing.wantedUncorrected !== null) return sizing.wantedUncorrected < replicasForActual
  const { settings, intervals } = of.known.result
  const { load } = tokensOf(role, { record: intervals[of.known.index]!, settings })
  const forecastTokens = sizing.tokensPerSecond * settings.adjustmentIntervalSeconds
  return sizing.wanted < replicasForActual && forecastTokens < load
}

function statedBound(
  { code, role, text }: Reason,
  pools: readonly PoolDecision[],
): Bound | undefined {
  switch (code) {
    case 'start':
    case 'fixed':
      return { code }
    case 'minimum':
      return role === undefined ? undefined : { code, role }
    case 'correction': {
      const sizing = pools.find((pool) => pool.role === role)?.sizing
      if (role === undefined || sizing?.wantedUncorrected === sizing?.wanted) return undefined
      return { code, role, text, without: sizing?.wantedUncorrected ?? null }
    }
    case 'budget':
    case 'skipped':
    case 'held':
    case 'failed':
    case 'target-unmeetable':
      return { code, role: role ?? null, text }
    default:
      return undefined
  }
}

function startingAtBegin(role: Role, { result, index }: Known): Bound | undefined {
  const ready = readyAtBegin(result, index)?.[role]
  if (ready === undefined || result.settings.startupSeconds === 0) return undefined
  if (ready >= result.intervals[index]!.target[role]) return undefined
  return { code: 'start-up', role, readyAtBegin: ready }
}
