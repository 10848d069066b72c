import type { Engine } from '../simulator/engine/engine.js'
import { OutcomeColumns } from '../simulator/outcome-columns.js'
import { createRandom } from '../simulator/random.js'
import { createSimulator, type Simulator } from '../simulator/simulator.js'
import { hasAlternatives, playAlternatives } from './alternatives.js'
import { type Felt, feltBySets, queueWaits } from './felt.js'
import type { DryRunFleet } from './fleet.js'
import { FleetLog } from './fleet-log.js'
import { requestsByInterval } from './interval-requests.js'
import { Latencies } from './latencies.js'
import { PlayOutcomes } from './play-outcomes.js'
import { servedBy } from './served.js'
import type { SimulatedInterval, SimulatedSummary } from './simulated.js'
import { simulatedEngine, simulatorSettings } from './simulated-engine.js'
import { createSimulatedFleet } from './simulated-fleet.js'
import type { SimulationInput } from './simulation-input.js'
import { SlaCount } from './sla-count.js'

/** One play of the trace through simulated replicas, under way. */
export interface SimulatedPlay {
  readonly fleet: DryRunFleet
  /** Filled as requests end. */
  readonly outcomes: OutcomeColumns
  readonly log: FleetLog
  /** After the last interval: serves what is left. */
  serveRest(): void
  /** What the intervals so far were like; final once all of their requests have ended. */
  intervals(): readonly SimulatedInterval[]
  /** After the last interval: serves what is left, and folds the outcomes. */
  finish(): Promise<{
    readonly intervals: readonly SimulatedInterval[]
    readonly summary: SimulatedSummary
    readonly outcomes: OutcomeColumns
  }>
}

export async function startSimulation(input: SimulationInput): Promise<SimulatedPlay> {
  const { settings, requests, profile, start, keptParts = 'queue-wait' } = input
  const engine = simulatedEngine(profile, settings)
  const outcomes = new OutcomeColumns(requests.length, keptParts)
  const sink = new PlayOutcomes(new SlaCount(settings), outcomes)
  const simulator = createSimulator({
    requests,
    engine,
    settings: simulatorSettings(settings, { start, profile }),
    random: createRandom(settings.seed),
    sink,
  })
  const log = new FleetLog()
  const intervalSeconds = settings.adjustmentIntervalSeconds
  const fleet = await createSimulatedFleet({ simulator, log, start, intervalSeconds })
  const played: Played = { input, engine, simulator, outcomes, sink, log }
  return {
    fleet,
    outcomes,
    log,
    serveRest: () => simulator.finish(),
    intervals: () => foldOutcomes(played).intervals,
    async finish() {
      simulator.finish()
      const folded = foldOutcomes(played)
      return { intervals: folded.intervals, summary: summaryOf(played, folded), outcomes }
    },
  }
}

interface Played {
  readonly input: SimulationInput
  readonly engine: Engine
  readonly simulator: Simulator
  readonly outcomes: OutcomeColumns
  readonly sink: PlayOutcomes
  readonly log: FleetLog
}

interface Folded {
  readonly intervals: readonly SimulatedInterval[]
  readonly all: Felt
  /** With room for a number of each request. */
  readonly latencies: Latencies
}

/** What the requests of each interval felt, and what all of them did. */
function foldOutcomes({ input, outcomes, log }: Played): Folded {
  const { requests, samples, settings } = input
  const intervalSeconds = settings.adjustmentIntervalSeconds
  const sets = requestsByInterval(requests, { samples, intervalSeconds })
  const latencies = new Latencies(requests.length)
  const { each, all } = feltBySets(sets, {
    columns: requests,
    outcomes,
    targets: settings,
    latencies,
  })
  const intervals = log.states.map(({ starting, ready, draining, queue, gpuSeconds }, i) => {
    const taken = gpuSeconds.prefill + gpuSeconds.decode
    return { starting, ready, draining, ...each[i]!, queue, gpuSeconds: taken }
  })
  return { intervals, all, latencies }
}

function summaryOf(played: Played, { all, latencies }: Folded): SimulatedSummary {
  const { input, simulator, outcomes, sink, log, engine } = played
  const { requests, settings } = input
  const totals = simulator.totals()
  const served = servedBy({ count: sink.count, gpuHours: log.gpuHours(), input })
  return {
    ...served,
    completed: totals.completed,
    rejected: totals.rejected,
    preempted: totals.preemptions,
    killed: totals.killed,
    ttftMs: all.ttftMs,
    itlMs: all.itlMs,
    e2eMs: all.e2eMs,
    queueWaitMs: queueWaits(outcomes, latencies),
    ttftPartsMs: sink.parts.means,
    coverage: coverageOf(input),
    peakKvUsage: totals.peakKvUsage,
    alternatives: hasAlternatives(settings, requests.length)
      ? playAlternatives({ input, engine, served })
      : null,
  }
}

/** Share of requests, and of their input tokens, whose prompt the profile's measurements reach. */
function coverageOf({ requests, profile }: SimulationInput): SimulatedSummary['coverage'] {
  const longest = profile.prefill?.isl.at(-1) ?? 0
  // Beyond it and within it. V8 would make an object of each sum that is no small integer any more, were they variables.
  const tokens = new Float64Array(2)
  let inside = 0
  for (let i = 0; i < requests.length; i++) {
    const isl = requests.isl[i]!
    const isInside = Number(isl <= longest)
    inside += isInside
    tokens[isInside]! += isl
  }
  const all = tokens[0]! + tokens[1]!
  return { requests: inside / requests.length, tokens: all === 0 ? 1 : tokens[1]! / all }
}
