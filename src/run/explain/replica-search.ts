import { type PerRole, ROLES, type Role } from '../../domain/role.js'
import { gpusPerEngine } from '../../planner/sizing/policy.js'
import type { Result } from '../result.js'
import { replicasForActual } from './arithmetic.js'
import type { Change, IntervalSpan } from './change.js'
import type { Trial } from './counterfactual.js'
import type { Trials } from './trials.js'

/** So many more replicas of a pool are taken for as many as one likes, or four times what there were. */
const AMPLE_REPLICAS = 16
const AMPLE_FACTOR = 4

export interface ReplicaSearch {
  readonly result: Result
  readonly index: number
  readonly trials: Trials
}

export interface ReplicasFound {
  /** The fewest GPUs that let the interval pass; else the largest fleet tried. */
  readonly trial: Trial
  /** From the latest interval on from which more replicas let it pass; else from the first. */
  readonly span: IntervalSpan
  readonly ample: PerRole<number>
}

/** How few more replicas, and from how late on, let the interval pass. */
export async function findReplicas(search: ReplicaSearch): Promise<ReplicasFound> {
  const { index, trials } = search
  const ample = ampleReplicas(search)
  const from = (earlier: number) => ({ from: index - earlier, through: index })
  const replicas = (span: IntervalSpan) => (more: PerRole<number>) =>
    ({ kind: 'replicas', more, ...span }) as const
  let span = from(0)
  const passesFrom = async (earlier: number) =>
    (await trials.of(replicas(from(earlier))(ample))).passes
  if (!(await passesFrom(0))) {
    const earlier = await smallest(index, passesFrom)
    span = from(earlier ?? index)
  }
  return { trial: await fewestFrom(search, span.from), span, ample }
}

/** The fewest more replicas from an interval on, whether they let it pass or not. */
export async function fewestFrom(search: ReplicaSearch, from: number): Promise<Trial> {
  const span = { from, through: search.index }
  const change = (more: PerRole<number>) => ({ kind: 'replicas', more, ...span }) as const
  return fewest(search, { ample: ampleReplicas(search), change })
}

/** The smallest fixed fleet, at least the one that served, with which the interval passes. */
export async function findFleet(
  search: ReplicaSearch,
  fleet: PerRole<number>,
): Promise<{ readonly trial: Trial; readonly ample: PerRole<number> }> {
  const ample = ampleReplicas(search)
  const change = (more: PerRole<number>): Change => ({
    kind: 'fleet',
    fleet: { prefill: fleet.prefill + more.prefill, decode: fleet.decode + more.decode },
  })
  return { trial: await fewest(search, { ample, change }), ample }
}

interface Candidates {
  readonly ample: PerRole<number>
  readonly change: (more: PerRole<number>) => Change
}

/**
 * One pool alone where that is enough, the one of fewer GPUs; else both; from there on to fewer GPUs.
 * More replicas are taken to help; where they do not, what is found is still such that one fewer of either
 * pool does not pass.
 */
async function fewest(search: ReplicaSearch, candidates: Candidates): Promise<Trial> {
  const { ample, change } = candidates
  const most = await search.trials.of(change(ample))
  if (!most.passes) return most
  const found = (await oneAlone(search, candidates)) ?? (await both(search, candidates))
  return search.trials.of(change(await cheaper(found, { search, candidates })))
}

/** One fewer of a pool as long as it passes; then one more of a pool for so many of the other that GPUs are saved. */
async function cheaper(
  more: PerRole<number>,
  known: { readonly search: ReplicaSearch; readonly candidates: Candidates },
): Promise<PerRole<number>> {
  const { search, candidates } = known
  const { settings } = search.result
  for (const role of ROLES) {
    const less = { ...more, [role]: more[role] - 1 }
    const isChange = less[role] >= 0 && less.prefill + less.decode > 0
    if (isChange && (await passes(less))) return cheaper(less, known)
  }
  for (const role of ROLES) {
    const other = role === 'prefill' ? 'decode' : 'prefill'
    // One more of this pool has to free more GPUs than it takes.
    const saved = Math.floor(gpusPerEngine(settings, role) / gpusPerEngine(settings, other)) + 1
    const traded = (value: number) => ({ ...more, [role]: more[role] + 1, [other]: value })
    const value = await smallest(more[other] - saved, (of) => passes(traded(of)))
    if (value !== null) return cheaper(traded(value), known)
  }
  return more

  async function passes(of: PerRole<number>): Promise<boolean> {
    return (await search.trials.of(candidates.change(of))).passes
  }
}

async function oneAlone(
  { result: { settings }, trials }: ReplicaSearch,
  { ample, change }: Candidates,
): Promise<PerRole<number> | null> {
  let found: { readonly more: PerRole<number>; readonly gpus: number } | null = null
  for (const role of ROLES) {
    const more = (value: number) => ({ prefill: 0, decode: 0, [role]: value })
    const passes = async (value: number) => (await trials.of(change(more(value)))).passes
    const value = await smallest(ample[role], passes)
    if (value === null) continue
    const gpus = value * gpusPerEngine(settings, role)
    if (found === null || gpus < found.gpus) found = { more: more(value), gpus }
  }
  return found?.more ?? null
}

/** As few of prefill as pass beside ample decode, then as few of decode. */
async function both(
  { trials }: ReplicaSearch,
  { ample, change }: Candidates,
): Promise<PerRole<number>> {
  let more = ample
  for (const role of ROLES) {
    const passes = async (value: number) =>
      (await trials.of(change({ ...more, [role]: value }))).passes
    more = { ...more, [role]: (await smallest(ample[role], passes)) ?? ample[role] }
  }
  return more
}

function ampleReplicas({ result, index }: ReplicaSearch): PerRole<number> {
  const record = result.intervals[index]!
  const of = (role: Role) =>
    Math.max(
      AMPLE_REPLICAS,
      AMPLE_FACTOR *
        Math.max(
          record.target[role],
          replicasForActual(role, { record, settings: result.settings }) ?? 0,
        ),
    )
  return { prefill: of('prefill'), decode: of('decode') }
}

/**
 * The smallest whole number from 1 to `most` that passes, or null when `most` does not: doubled until one
 * passes, then halved between. Numbers above one that passes are taken to pass. About 2 · log2 of the
 * answer are tried.
 */
export async function smallest(
  most: number,
  passes: (value: number) => Promise<boolean>,
): Promise<number | null> {
  if (most < 1 || !(await passes(most))) return null
  let below = 0
  let least = 1
  while (least < most && !(await passes(least))) {
    below = least
    least = Math.min(most, least * 2)
  }
  while (least - below > 1) {
    const middle = (below + least) >> 1
    if (await passes(middle)) least = middle
    else below = middle
  }
  return least
}
