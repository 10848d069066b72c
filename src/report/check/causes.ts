import type { Role } from '../../domain/role.js'
import { TRAFFIC_SERIES } from '../../domain/traffic.js'
import type { ExplainedDecision, PoolDecision, PoolSizing } from '../../run/explain/explanation.js'
import { formatExact } from '../explain-decision.js'
import { formatMs, formatPair } from '../units.js'

/** What a baseline holds is rounded to six digits: what differs by less is the same. */
const ROUNDING = 1e-5

interface Sides<T> {
  readonly baseline: T
  readonly now: T
}

/** What differs in the arithmetic of two decisions for one interval, in the order in which it is computed. */
export function causesOf(sides: Sides<ExplainedDecision>): readonly string[] {
  const { baseline, now } = sides
  return [
    ...forecastCause(sides),
    ...now.pools.flatMap((pool) => {
      const before = baseline.pools.find(({ role }) => role === pool.role)
      return before === undefined ? [] : poolCauses({ baseline: before, now: pool })
    }),
    ...changed('the minimum of replicas', { baseline: baseline.minEndpoint, now: now.minEndpoint }),
    ...budgetCause(sides),
    ...givenCause(sides),
  ]
}

function forecastCause({ baseline, now }: Sides<ExplainedDecision>): readonly string[] {
  if (!baseline.planned || !now.planned) return []
  const names = { requests: 'requests', isl: 'ISL', osl: 'OSL' } as const
  const parts = TRAFFIC_SERIES.flatMap((series) =>
    changed(names[series], {
      baseline: baseline.traffic[series].forecast,
      now: now.traffic[series].forecast,
    }),
  )
  return parts.length === 0 ? [] : [`forecast: ${parts.join(', ')}`]
}

/** A pool that has the replicas it had needs no reason. */
function poolCauses({ baseline, now }: Sides<PoolDecision>): readonly string[] {
  const [before, after] = [baseline.sizing, now.sizing]
  if (before === null || after === null) return []
  if (before.wanted === after.wanted && baseline.replicas === now.replicas) return []
  return sizingCauses(now.role, { baseline: before, now: after })
}

function sizingCauses(role: Role, { baseline, now }: Sides<PoolSizing>): readonly string[] {
  const latency = role === 'prefill' ? 'TTFT' : 'ITL'
  const of = (key: keyof PoolSizing) => ({ baseline: Number(baseline[key]), now: Number(now[key]) })
  const parts = [
    ...changed('correction', of('correction')),
    ...changed(`${latency} target`, of('targetMs'), formatMs),
    ...changed(
      'throughput per GPU',
      of('throughputPerGpu'),
      (value) => `${formatExact(value)} tokens/s`,
    ),
    ...changed('GPUs per replica', of('gpusPerReplica')),
    ...changed('replicas wanted', of('wanted')),
  ]
  return parts.length === 0 ? [] : [`${role}: ${parts.join(', ')}`]
}

function budgetCause({ baseline, now }: Sides<ExplainedDecision>): readonly string[] {
  if (baseline.gpuBudget === now.gpuBudget) return []
  const text = (budget: number | null) => (budget === null ? 'none' : String(budget))
  return [`GPU budget: ${text(baseline.gpuBudget)} → ${text(now.gpuBudget)}`]
}

function givenCause({ baseline, now }: Sides<ExplainedDecision>): readonly string[] {
  const given = ({ pools }: ExplainedDecision) => {
    const count = (role: Role) => pools.find((pool) => pool.role === role)?.replicas ?? 0
    return formatPair(count('prefill'), count('decode'))
  }
  const cut = ({ gpus }: ExplainedDecision) => gpus.wanted !== null && gpus.wanted !== gpus.given
  if (!cut(baseline) && !cut(now)) return []
  return [`given after the limits: ${given(baseline)} → ${given(now)} replicas`]
}

function changed(
  what: string,
  { baseline, now }: Sides<number>,
  text: (value: number) => string = formatExact,
): readonly string[] {
  const size = Math.max(Math.abs(baseline), Math.abs(now))
  if (Math.abs(now - baseline) <= ROUNDING * size) return []
  return [`${what} ${text(baseline)} → ${text(now)}`]
}
