import type { ReasonCode } from '../../domain/decision.js'
import { type PerRole, ROLES, type Role } from '../../domain/role.js'
import { gpusPerEngine } from '../../planner/sizing/policy.js'
import type { Change, IntervalSpan } from './change.js'
import type { Trial } from './counterfactual.js'
import type { ReplicaSearch } from './replica-search.js'

/** Most replicas that are moved: more would be another fleet rather than a change. */
const MOST_MOVED = 3

/** Start-up times to try, seconds: from that of a large model's weights over a network down to none. */
const STARTUP_SECONDS = [300, 120, 60, 30, 10]

/** The traffic that came instead of its forecast: in the interval, from an earlier one on, always. */
export async function findForecast(
  { result, index, trials }: ReplicaSearch,
  span: IntervalSpan,
): Promise<Trial | null> {
  let last: Trial | null = null
  // Nothing was forecast for interval 0.
  const begins = [index, span.from, 1].filter((from) => from >= 1 && from <= index)
  for (const from of new Set(begins)) {
    const isExact = result.intervals.slice(from, index + 1).every(({ observed, predicted }) => {
      return (['requests', 'isl', 'osl'] as const).every((key) => observed[key] === predicted[key])
    })
    if (isExact) continue
    last = await trials.of({ kind: 'forecast', from, through: index })
    if (last.passes) return last
  }
  return last
}

/** The slowest start-up of those to try that lets the interval pass; none at all when none does. */
export async function findStartup({ result, trials }: ReplicaSearch): Promise<Trial | null> {
  const { startupSeconds } = result.settings
  const now = typeof startupSeconds === 'number' ? startupSeconds : startupSeconds.median
  if (now === 0) return null
  const none = await trials.of({ kind: 'startup', seconds: 0 })
  if (!none.passes) return none
  for (const seconds of STARTUP_SECONDS.filter((seconds) => seconds < now)) {
    const trial = await trials.of({ kind: 'startup', seconds })
    if (trial.passes) return trial
  }
  return none
}

/** A limit lifted for the whole run, when it bound in the interval or before. */
export async function findLifted(
  { result, index, trials }: ReplicaSearch,
  kind: Extract<Change['kind'], ReasonCode>,
): Promise<Trial | null> {
  const bound = result.intervals
    .slice(0, index + 1)
    .some(({ decision }) => decision.reasons.some(({ code }) => code === kind))
  return bound ? trials.of({ kind }) : null
}

/**
 * Where the budget leaves no room for one replica more: the fewest that one pool gets from the other. The
 * last one tried when none passes, null when none can be moved.
 */
export async function findShift(search: ReplicaSearch, span: IntervalSpan): Promise<Trial | null> {
  let last: Trial | null = null
  for (let count = 1; count <= MOST_MOVED; count++) {
    for (const receiver of ROLES) {
      const more = shifted(search, { receiver, count, span })
      if (more === null) continue
      last = await search.trials.of({ kind: 'shift', more, ...span })
      if (last.passes) return last
    }
  }
  return last
}

/**
 * Worked: a budget of 12 with 4 prefill of 2 GPUs and 4 decode of 1: one prefill more takes 2 GPUs, so
 * decode gives 2 replicas.
 */
function shifted(
  { result: { settings, intervals } }: ReplicaSearch,
  move: { readonly receiver: Role; readonly count: number; readonly span: IntervalSpan },
): PerRole<number> | null {
  const { receiver, count, span } = move
  const donor: Role = receiver === 'prefill' ? 'decode' : 'prefill'
  const targets = intervals.slice(span.from, span.through + 1).map(({ target }) => target)
  const over = targets.map((target) => {
    const used = ROLES.reduce((sum, role) => sum + target[role] * gpusPerEngine(settings, role), 0)
    return used + count * gpusPerEngine(settings, receiver) - settings.maxGpuBudget
  })
  const given = Math.ceil(Math.max(...over) / gpusPerEngine(settings, donor))
  const least = Math.max(1, settings.minEndpoint)
  if (given <= 0 || targets.some((target) => target[donor] - given < least)) return null
  return donor === 'decode'
    ? { prefill: count, decode: -given }
    : { prefill: -given, decode: count }
}
