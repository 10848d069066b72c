import type { RequestColumns } from '../../domain/requests.js'
import { createPlanner } from '../../planner/planner.js'
import type { Profile } from '../../profile/profile.js'
import { STATUS_NAMES } from '../../simulator/outcome-columns.js'
import { type Felt, feltBy } from '../felt.js'
import { type IntervalRequests, requestsByInterval } from '../interval-requests.js'
import { createPerformance } from '../profile-use.js'
import { replay, startReplicas } from '../replay.js'
import type { IntervalRecord, Result } from '../result.js'
import { type SimulatedPlay, startSimulation } from '../simulation.js'
import { type Change, changedSettings, contains, overrideOf } from './change.js'
import { storedForecasts } from './stored-forecast.js'

export interface ResimulationInput {
  /** A run with `simulate: requests`. */
  readonly result: Result
  /** The requests that run was made of. */
  readonly requests: RequestColumns
  readonly profile: Profile
  readonly signal?: AbortSignal
  readonly onInterval?: () => void | Promise<void>
}

/** What the requests of one interval felt when something was otherwise. */
export interface PlayedInterval {
  readonly felt: Felt
  /** Its requests that missed a target, by their index in the trace. */
  readonly missedRequests: () => Uint32Array
  /** Of all intervals up to the end of this one. */
  readonly gpuHours: number
}

/** Plays a run once more with one thing changed; without a change it is the same run. */
export interface Resimulation {
  /** The indices in the trace of an interval's requests. */
  requestsOf(index: number): Uint32Array
  /** Plays no further than until all requests of the interval have ended. */
  interval(index: number, change: Change | null): Promise<PlayedInterval>
  /** Plays the whole trace. */
  intervals(change: Change | null): Promise<readonly IntervalRecord[]>
}

const UNFINISHED = STATUS_NAMES.indexOf('unfinished')

export function createResimulation(input: ResimulationInput): Resimulation {
  const { result, requests, profile } = input
  const performance = createPerformance(profile, result.settings)
  const samples = result.intervals.map(({ observed, index, startSeconds }) => ({
    ...observed,
    index,
    startSeconds,
  }))
  const intervalSeconds = result.settings.adjustmentIntervalSeconds
  let byInterval: IntervalRequests | undefined

  function requestsOf(index: number): Uint32Array {
    byInterval ??= requestsByInterval(requests, { samples, intervalSeconds })
    const { order, begin } = byInterval
    return order.subarray(begin[index]!, begin[index + 1]!)
  }

  async function play(
    change: Change | null,
    isEnough: (played: SimulatedPlay, index: number) => boolean,
  ): Promise<{ readonly played: SimulatedPlay; readonly records: readonly IntervalRecord[] }> {
    const settings = changedSettings(result, change)
    const forecaster = storedForecasts(
      result.intervals,
      (index) => change?.kind === 'forecast' && contains(change, index),
    )
    const planner = createPlanner({ settings, forecaster, performance })
    const start = startReplicas(settings)
    const played = await startSimulation({
      settings,
      requests,
      samples,
      profile,
      performance,
      start,
    })
    const records = await replay({
      settings,
      samples,
      planner,
      fleet: played.fleet,
      performance,
      ...(input.signal && { signal: input.signal }),
      ...(input.onInterval && { onInterval: input.onInterval }),
      override: overrideOf(result, change),
      isEnough: (index) => isEnough(played, index),
    })
    if (records.length === samples.length) played.serveRest()
    return { played, records }
  }

  return {
    requestsOf,
    async interval(index, change) {
      const own = requestsOf(index)
      const { played } = await play(change, ({ outcomes: { status } }, at) => {
        return at >= index && own.every((request) => status[request] !== UNFINISHED)
      })
      const { outcomes, log } = played
      const known = { columns: requests, outcomes, targets: result.settings }
      return {
        felt: feltBy(own, known),
        missedRequests: () =>
          own.filter((request) => feltBy(Uint32Array.of(request), known).goodputRequests === 0),
        gpuHours: log.gpuHours(index + 1),
      }
    },
    async intervals(change) {
      const { played, records } = await play(change, () => false)
      const felt = played.intervals()
      return records.map((record, i) => ({ ...record, simulated: felt[i]! }))
    },
  }
}
