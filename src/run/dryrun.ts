import type { RequestColumns } from '../domain/requests.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { TrafficSample } from '../domain/traffic.js'
import type { ForecastResources } from '../forecast/forecaster.js'
import { createTrafficForecaster } from '../forecast/traffic.js'
import { createPlanner } from '../planner/planner.js'
import type { Performance } from '../planner/sizing/policy.js'
import type { Profile } from '../profile/profile.js'
import type { OutcomeColumns } from '../simulator/outcome-columns.js'
import { createOpenLoopFleet } from './open-loop-fleet.js'
import { createPerformance, summarizeProfile } from './profile-use.js'
import { replay, startReplicas } from './replay.js'
import type { Result } from './result.js'
import { type SimulatedPlay, startSimulation } from './simulation.js'
import { simulationWarnings } from './simulation-warnings.js'
import { summarize } from './summary.js'
import type { TraceIntervals } from './trace-intervals.js'
import { collectWarnings } from './warnings.js'

export interface DryRunInput {
  readonly settings: DryRunSettings
  readonly trace: TraceIntervals
  /** The warm-up trace, cut into the same intervals, or null. */
  readonly warmup: TraceIntervals | null
  readonly profile: Profile
  /** Request by request, for `simulate: requests`. */
  readonly requests?: RequestColumns
  readonly resources: ForecastResources
  readonly plannerVersion: string
  /** What is already known to be worth a warning: settings without effect, and the like. */
  readonly warnings?: readonly string[]
  /** Told every request's outcome, with `simulate: requests`. */
  readonly onOutcomes?: (outcomes: OutcomeColumns) => void
  /** Stops the run between two intervals. */
  readonly signal?: AbortSignal
  /** Awaited: a caller that lets other events in (a signal, say) may take its time. */
  readonly onInterval?: (done: number, total: number) => void | Promise<void>
}

/**
 * Replays a trace through the planner: what each interval's decision would have been, knowing only the
 * intervals before it. Interval 0 has the start replicas and its own traffic as "prediction".
 * With `simulate: requests` every request is played through the fleet so planned, and corrections act.
 */
export async function dryRun(input: DryRunInput): Promise<Result> {
  const { settings, trace, profile, requests } = input
  const performance = createPerformance(profile, settings)
  const warmup = warmupSamples(input)
  const forecaster = await createTrafficForecaster(settings, input.resources)
  forecaster.warmUp(warmup)
  const planner = createPlanner({ settings, forecaster, performance })
  const simulated = await simulation(input, performance)
  const fleet = simulated?.fleet ?? (await createOpenLoopFleet(startReplicas(settings)))
  const planned = await replay({ ...input, samples: trace.intervals, planner, fleet, performance })
  const felt = await simulated?.finish()
  if (felt) input.onOutcomes?.(felt.outcomes)
  const intervals = felt
    ? planned.map((record, i) => ({ ...record, simulated: felt.intervals[i]! }))
    : planned
  const summary = summarize(intervals, settings)
  return {
    schemaVersion: 1,
    plannerVersion: input.plannerVersion,
    settings,
    trace: trace.summary,
    profile: summarizeProfile(profile, intervals),
    warmup,
    intervals,
    summary: felt ? { ...summary, simulated: felt.summary } : summary,
    warnings: [
      ...(input.warnings ?? []),
      ...collectWarnings({ ...input, intervals }),
      ...(felt && requests
        ? simulationWarnings({ settings, profile, requests, simulated: felt.summary })
        : []),
    ],
  }
}

async function simulation(
  input: DryRunInput,
  performance: Performance,
): Promise<SimulatedPlay | undefined> {
  const { settings, requests, trace, profile } = input
  if (settings.simulate === 'none') return undefined
  if (requests === undefined) throw new Error('simulate: requests needs the requests of the trace')
  const start = startReplicas(settings)
  return startSimulation({
    settings,
    requests,
    samples: trace.intervals,
    profile,
    performance,
    start,
    ...(input.onOutcomes && { keptParts: 'all' as const }),
  })
}

/** Warm-up intervals moved so that they end where the trace begins, numbered −n .. −1. */
function warmupSamples({ warmup, trace, settings }: DryRunInput): TrafficSample[] {
  const samples = warmup?.intervals ?? []
  const begin = trace.intervals[0]?.startSeconds ?? 0
  return samples.map(({ requests, isl, osl }, i) => {
    const index = i - samples.length
    const startSeconds = begin + index * settings.adjustmentIntervalSeconds
    return { requests, isl, osl, index, startSeconds }
  })
}
