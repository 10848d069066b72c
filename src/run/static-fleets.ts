import type { PerRole } from '../domain/role.js'
import { contextLength } from '../planner/sizing/decode.js'
import { gpusPerEngine } from '../planner/sizing/policy.js'
import type { SimulationInput } from './simulation-input.js'

/** Fixed fleets that are played to find the best: the most promising of all splits. */
const PLAYED = 3
/** From this many requests on one must do: each is another play of the whole trace. */
const LARGE_TRACE_REQUESTS = 100_000

/**
 * Splits of about `meanGpus` GPUs into two fixed pools, the most promising first: ranked by the share of
 * requests that a fluid of tokens would see served in its own interval.
 */
export function staticFleets(input: SimulationInput, meanGpus: number): PerRole<number>[] {
  const { settings, requests } = input
  const gpusP = gpusPerEngine(settings, 'prefill')
  const gpusD = gpusPerEngine(settings, 'decode')
  // The nearest whole fleet, but one replica of each pool at least: without it nothing is served.
  const gpus = Math.max(gpusP + gpusD, Math.round(meanGpus))
  const fleets: PerRole<number>[] = []
  for (let prefill = 1; prefill * gpusP + gpusD <= gpus; prefill++) {
    fleets.push({ prefill, decode: Math.floor((gpus - prefill * gpusP) / gpusD) })
  }
  const needs = needsOf(input)
  const ranked = fleets
    .map((fleet) => ({ fleet, share: fluidShare(fleet, needs), slack: slack(fleet, needs) }))
    .sort((a, b) => b.share - a.share || b.slack - a.slack)
  const most = requests.length >= LARGE_TRACE_REQUESTS ? 1 : PLAYED
  return ranked.slice(0, most).map(({ fleet }) => fleet)
}

/** Replicas each pool needs in an interval, not rounded, and the requests that depend on it. */
interface Need extends PerRole<number> {
  readonly requests: number
}

function needsOf({ samples, performance, settings }: SimulationInput): Need[] {
  const { adjustmentIntervalSeconds: seconds, itlMs } = settings
  return samples
    .filter(({ requests }) => requests > 0)
    .map((sample) => {
      const { requests, isl, osl } = sample
      const prefill = performance.prefill?.at(isl).throughputPerGpu ?? Number.NaN
      const goal = { itlMs, contextLength: contextLength(sample) }
      const decode = performance.decode?.best(goal).throughputPerGpu ?? Number.NaN
      return {
        requests,
        prefill: (requests * isl) / seconds / prefill / gpusPerEngine(settings, 'prefill'),
        decode: (requests * osl) / seconds / decode / gpusPerEngine(settings, 'decode'),
      }
    })
}

function fluidShare(fleet: PerRole<number>, needs: readonly Need[]): number {
  const served = (need: Need) =>
    Math.min(1, fleet.prefill / need.prefill) *
    Math.min(1, fleet.decode / need.decode) *
    need.requests
  return needs.reduce((sum, need) => sum + served(need), 0)
}

/** How much room the tighter pool has in the busiest interval. */
function slack(fleet: PerRole<number>, needs: readonly Need[]): number {
  const room = (need: Need) => Math.min(fleet.prefill / need.prefill, fleet.decode / need.decode)
  return needs.reduce((least, need) => Math.min(least, room(need)), Number.POSITIVE_INFINITY)
}
