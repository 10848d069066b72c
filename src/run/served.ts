import type { Served } from './simulated.js'
import type { SimulationInput } from './simulation-input.js'
import type { SlaCount } from './sla-count.js'

/** What one play of the trace came to. Rates are over the time of the trace's intervals. */
export function servedBy(play: {
  readonly count: SlaCount
  readonly gpuHours: number
  readonly input: SimulationInput
}): Served {
  const { count, gpuHours, input } = play
  const { adjustmentIntervalSeconds, gpuCost } = input.settings
  const seconds = input.samples.length * adjustmentIntervalSeconds
  return {
    sla: count.attainment,
    withinBoth: count.withinBoth,
    goodput: {
      requestsPerSecond: count.withinBoth / seconds,
      tokensPerSecond: count.tokensWithinBoth / seconds,
    },
    gpuHours,
    cost: gpuCost === null ? null : gpuHours * gpuCost,
  }
}
