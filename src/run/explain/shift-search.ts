import { type PerRole, ROLES, type Role } from '../../domain/role.js'
import { gpusPerEngine } from '../../planner/sizing/policy.js'
import type { IntervalSpan } from './change.js'
import type { Trial } from './counterfactual.js'
import type { ReplicaSearch } from './replica-search.js'

/** Most replicas that are moved: more would be another fleet rather than a change. */
const MOST_MOVED = 3

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
