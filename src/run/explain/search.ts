import type { DryRunSettings } from '../../domain/settings.js'
import { UserError } from '../../domain/user-error.js'
import type { Result } from '../result.js'
import { playAlone } from './alone.js'
import { burstIn, causesOf, queueBefore } from './causes.js'
import { CHANGE_ORDER, type IntervalSpan } from './change.js'
import type { Cause, PlayedCounterfactual, Trial } from './counterfactual.js'
import { findForecast, findLifted, findShift, findStartup } from './other-search.js'
import { requestsToPass } from './outcome.js'
import { fewestFrom, findFleet, findReplicas, type ReplicaSearch } from './replica-search.js'
import type { PlayedInterval, Resimulation, ResimulationInput } from './resimulation.js'
import { createTrials } from './trials.js'

export interface Search extends Pick<ResimulationInput, 'result' | 'requests' | 'profile'> {
  readonly resimulation: Resimulation
  readonly index: number
  readonly passShare: number
}

/** Looks for the smallest change with which an interval passes, by playing the run again. */
export async function findCounterfactual(known: Search): Promise<PlayedCounterfactual> {
  const { result, resimulation, index, passShare } = known
  const base = await resimulation.interval(index, null)
  checkSame(result, { index, base })
  const alone = playAlone(base.missedRequests(), {
    columns: known.requests,
    settings: result.settings,
    profile: known.profile,
  })
  const { requests } = result.intervals[index]!.observed
  const soughtRequests = requestsToPass(passShare, requests - alone.missed)
  const trials = createTrials({ result, resimulation, index, base, soughtRequests })
  // What can be met is met already; the rest is beyond any fleet.
  const isMet = base.felt.goodputRequests >= soughtRequests
  const tried = isMet ? NOTHING : await tryAll({ result, index, trials })
  const inOrder = [...tried.trials].sort(bySize(result.settings))
  return {
    method: 'simulation',
    passShare,
    soughtRequests,
    alone,
    found: inOrder.find(({ passes }) => passes) ?? null,
    trials: inOrder,
    causes: [...burstIn(known), ...tried.causes],
    plays: trials.plays,
  }
}

interface Tried {
  readonly trials: readonly Trial[]
  readonly causes: readonly Cause[]
}

const NOTHING: Tried = { trials: [], causes: [] }

async function tryAll(search: ReplicaSearch): Promise<Tried> {
  const { settings } = search.result
  if (settings.fleet !== null) {
    const { trial, ample } = await findFleet(search, settings.fleet)
    return { trials: [trial], causes: trial.passes ? [] : [{ code: 'no-replicas', ...ample }] }
  }
  const { trial, span, ample } = await findReplicas(search)
  const isTight = settings.maxGpuBudget >= 0 && (trial.gpus ?? 0) > settings.maxGpuBudget
  const queueSince = Math.min(...queueBefore(search).map(({ since }) => since))
  const others = [
    queueSince < span.from ? await fewestFrom(search, queueSince) : null,
    isTight ? await findShift(search, trial.passes ? span : ownSpan(search)) : null,
    await findForecast(search, span),
    await findLifted(search, 'correction'),
    await findStartup(search),
    await findLifted(search, 'budget'),
  ]
  const last: Cause = trial.passes
    ? { code: 'earlier', from: span.from }
    : { code: 'no-replicas', ...ample }
  return {
    trials: [trial, ...others.filter((other) => other !== null)],
    causes: span.from === search.index && trial.passes ? [] : [...causesOf(search), last],
  }
}

function ownSpan({ index }: ReplicaSearch): IntervalSpan {
  return { from: index, through: index }
}

/** What the budget allows comes first; then by kind; of one kind what takes the fewest GPU-hours. */
function bySize({ maxGpuBudget }: DryRunSettings) {
  const isOver = ({ change, gpus }: Trial) =>
    change.kind === 'budget' ||
    (change.kind === 'replicas' && maxGpuBudget >= 0 && gpus !== null && gpus > maxGpuBudget)
  return (a: Trial, b: Trial): number =>
    Number(isOver(a)) - Number(isOver(b)) ||
    CHANGE_ORDER.indexOf(a.change.kind) - CHANGE_ORDER.indexOf(b.change.kind) ||
    a.extraGpuHours - b.extraGpuHours
}

/** A re-simulation that differs from the run would explain another run. */
function checkSame(
  { intervals }: Result,
  { index, base }: { readonly index: number; readonly base: PlayedInterval },
): void {
  const stored = intervals[index]!.simulated
  const again = base.felt
  if (
    stored?.goodputRequests === again.goodputRequests &&
    stored.completed === again.completed &&
    stored.ttftMs.mean === again.ttftMs.mean
  ) {
    return
  }
  throw new UserError(
    `played again, interval ${index} has ${again.goodputRequests} requests within both targets, not ${stored?.goodputRequests} as in the result`,
    {
      hint: 'the profile, or planner itself, has changed since: run planner dryrun anew, or give --no-counterfactual',
    },
  )
}
