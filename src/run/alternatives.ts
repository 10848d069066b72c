import type { PerRole } from '../domain/role.js'
import type { SimulationSettings } from '../domain/settings.js'
import { NEUTRAL_CORRECTION } from '../planner/correction.js'
import { decide } from '../planner/decide.js'
import type { Engine } from '../simulator/engine/engine.js'
import { createRandom } from '../simulator/random.js'
import { createSimulator } from '../simulator/simulator.js'
import { FleetLog } from './fleet-log.js'
import { PlayOutcomes } from './play-outcomes.js'
import { servedBy } from './served.js'
import type { Served, SimulatedSummary } from './simulated.js'
import { simulatorSettings } from './simulated-engine.js'
import type { SimulationInput } from './simulation-input.js'
import { SlaCount } from './sla-count.js'
import { staticFleets } from './static-fleets.js'

const AT_ONCE = { kind: 'constant', seconds: 0 } as const

interface Alternative {
  readonly input: SimulationInput
  readonly engine: Engine
}

/** Longer traces are played on other fleets only when that is asked for: each play costs as much as the first. */
export const AUTO_ALTERNATIVES_REQUESTS = 200_000

/** Whether a trace is played on other fleets, too; a fixed fleet stands beside nothing planned. */
export function hasAlternatives(
  { alternatives, fleet }: Pick<SimulationSettings, 'alternatives' | 'fleet'>,
  requests: number,
): boolean {
  if (fleet !== null || alternatives === 'never') return false
  return alternatives === 'always' || requests <= AUTO_ALTERNATIVES_REQUESTS
}

/** The same requests on the fleets a planner is to be measured by. */
export function playAlternatives({
  input,
  engine,
  served,
}: Alternative & { readonly served: Served }): NonNullable<SimulatedSummary['alternatives']> {
  const { settings, samples, performance } = input
  const targets = samples.map((sample) => {
    // A planner that knew the traffic of the interval would decide this.
    const known = { forecast: sample, correction: NEUTRAL_CORRECTION, performance, settings }
    return decide(known).replicas
  })
  const perfectForesight = play({ input, engine }, (i) => targets[i]!)
  const hours = (samples.length * settings.adjustmentIntervalSeconds) / 3600
  const candidates = staticFleets(input, served.gpuHours / hours)
  const tried = candidates.map((fleet) => ({ fleet, ...play({ input, engine }, () => fleet) }))
  const bestStatic = tried.reduce((best, other) =>
    other.withinBoth > best.withinBoth ? other : best,
  )
  return { perfectForesight, bestStatic }
}

/** Plays the trace with given replicas per interval that start without delay. */
function play(
  { input, engine }: Alternative,
  targetOf: (interval: number) => PerRole<number>,
): Served {
  const { requests, samples, settings, profile } = input
  const count = new SlaCount(settings)
  const start = targetOf(0)
  const simulator = createSimulator({
    requests,
    engine,
    settings: simulatorSettings(settings, { start, profile, startup: AT_ONCE }),
    random: createRandom(settings.seed),
    sink: new PlayOutcomes(count, null),
  })
  const log = new FleetLog()
  for (const [i, { startSeconds }] of samples.entries()) {
    simulator.advanceTo(startSeconds * 1000)
    simulator.scaleTo(targetOf(i))
    log.begin(simulator)
    simulator.advanceTo((startSeconds + settings.adjustmentIntervalSeconds) * 1000)
    log.end(simulator)
  }
  simulator.finish()
  return servedBy({ count, gpuHours: log.gpuHours(), input })
}
