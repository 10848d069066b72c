import type { RequestColumns } from '../../domain/requests.js'
import { createPlanner } from '../../planner/planner.js'
import type { Profile } from '../../profile/profile.js'
import { STATUS_NAMES } from '../../simulator/outcome-columns.js'
import { type Felt, feltBy } from '../felt.js'
import { indicesOf, type RequestSet, requestsByInterval } from '../interval-requests.js'
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

export interface MetInterval {
  /** Requests of the interval that met both targets. */
  readonly withinBoth: number
  /** Of all intervals up to the end of this one. */
  readonly gpuHours: number
}

/** Plays a run once more with one thing changed; without a change it is the same run. */
export interface Resimulation {
  /** Plays no further than until all requests of the interval have ended. */
  interval(index: number, change: Change | null): Promise<PlayedInterval>
  /** Plays no further than until each of them has ended, or is too late to meet both targets. */
  met(index: number, change: Change): Promise<MetInterval>
  /** Plays the whole trace. */
  intervals(change: Change | null): Promise<readonly IntervalRecord[]>
}

/** Far above what rounding does to a time in ms. */
const SLACK_MS = 1
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
  let byInterval: readonly RequestSet[] | undefined

  function requestsOf(index: number): Uint32Array {
    byInterval ??= requestsByInterval(requests, { samples, intervalSeconds })
    return indicesOf(byInterval[index]!)
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

  /** Plays until the requests of an interval have ended, but for those that are known to miss. */
  async function playInterval(
    index: number,
    change: Change | null,
    isMissed: (request: number, nowMs: number) => boolean,
  ) {
    const own = requestsOf(index)
    const { played } = await play(change, ({ outcomes: { status } }, at) => {
      const nowMs = 1000 * (samples[at]!.startSeconds + intervalSeconds)
      const isKnown = (request: number) =>
        status[request] !== UNFINISHED || isMissed(request, nowMs)
      return at >= index && own.every(isKnown)
    })
    return { own, played }
  }

  /** An unfinished request that was within both targets would have ended by then: TTFT + ITL × (OSL − 1). */
  function isTooLate(request: number, nowMs: number): boolean {
    const { ttftMs, itlMs } = result.settings
    const gaps = Math.max(0, requests.osl[request]! - 1)
    return nowMs > requests.arrivalMs[request]! + ttftMs + itlMs * gaps + SLACK_MS
  }

  return {
    async interval(index, change) {
      const { own, played } = await playInterval(index, change, () => false)
      const { outcomes, log } = played
      const known = { columns: requests, outcomes, targets: result.settings }
      return {
        felt: feltBy(own, known),
        missedRequests: () =>
          own.filter((request) => feltBy(Uint32Array.of(request), known).goodputRequests === 0),
        gpuHours: log.gpuHours(index + 1),
      }
    },
    async met(index, change) {
      const { own, played } = await playInterval(index, change, isTooLate)
      const { outcomes, log } = played
      const { goodputRequests } = feltBy(own, {
        columns: requests,
        outcomes,
        targets: result.settings,
      })
      return { withinBoth: goodputRequests, gpuHours: log.gpuHours(index + 1) }
    },
    async intervals(change) {
      const { played, records } = await play(change, () => false)
      const felt = played.intervals()
      return records.map((record, i) => ({ ...record, simulated: felt[i]! }))
    },
  }
}
