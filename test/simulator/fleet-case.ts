import { createEngine, DEFAULT_ENGINE_OPTIONS } from '../../src/simulator/engine/engine.js'
import { itlOf, type Outcome } from '../../src/simulator/outcome.js'
import { createRandom } from '../../src/simulator/random.js'
import { DEFAULT_SIMULATOR_SETTINGS, type SimulatorSettings } from '../../src/simulator/settings.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { readSharedProfile } from '../helpers/shared-profile.js'
import { readTraceOf } from './shared-trace.js'

type Distribution = Readonly<Record<string, number>>

/** One whole trace on a fixed fleet, as the independent simulation played it. */
export interface FleetCase {
  readonly trace: string
  readonly prefill: number
  readonly decode: number
  readonly requests: number
  readonly result: {
    readonly ttftMs: Distribution
    readonly itlPerRequestMs: Distribution
    readonly e2eMs: Distribution
    readonly withinBoth: Readonly<Record<string, number>>
    readonly peakKvUsage: number
    readonly makespanMs: number
  }
}

/** The settings that match the independent simulation's conventions. */
export const CONVENTIONS: SimulatorSettings = {
  ...DEFAULT_SIMULATOR_SETTINGS,
  router: 'round-robin',
  contextTerm: false,
  ttftEnds: 'prefill',
  prefixCache: 'off',
}

export async function playFleetCase({ trace, prefill, decode }: FleetCase) {
  const profile = await readSharedProfile('data/profiles/H200_TP1P_TP1D')
  const requests = await readTraceOf(trace)
  const engine = createEngine(profile, {
    ...DEFAULT_ENGINE_OPTIONS,
    decodeTiming: 'grid',
  })
  const ttftMs: number[] = []
  const itlMs: number[] = []
  const e2eMs: number[] = []
  const both: [number, number][] = []
  const simulator = createSimulator({
    requests,
    engine,
    settings: { ...CONVENTIONS, initialReplicas: { prefill, decode } },
    random: createRandom(0),
    sink: { add: keep },
  })
  simulator.finish()
  return {
    requests: both.length,
    ttftMs: distribution(ttftMs),
    itlPerRequestMs: distribution(itlMs),
    e2eMs: distribution(e2eMs),
    withinBoth(targets: string) {
      const [ttft, itl] = targets.split('/').map(Number) as [number, number]
      return both.filter((it) => it[0] <= ttft && it[1] <= itl).length
    },
    peakKvUsage: simulator.totals().peakKvUsage,
    makespanMs: simulator.nowMs,
  }

  function keep(outcome: Outcome): void {
    const ttft = outcome.firstTokenMs - outcome.arrivalMs
    const itl = itlOf(outcome)
    ttftMs.push(ttft)
    if (outcome.osl > 1) itlMs.push(itl)
    e2eMs.push(outcome.finishMs - outcome.arrivalMs)
    both.push([ttft, itl])
  }
}

/** Mean, quantiles (linear between order statistics) and maximum. */
function distribution(values: readonly number[]): Distribution {
  const sorted = Float64Array.from(values).sort()
  const quantile = (share: number) => {
    const at = share * (sorted.length - 1)
    const below = Math.floor(at)
    const above = Math.min(below + 1, sorted.length - 1)
    return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!)
  }
  return {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50: quantile(0.5),
    p90: quantile(0.9),
    p95: quantile(0.95),
    p99: quantile(0.99),
    max: sorted.at(-1)!,
  }
}
