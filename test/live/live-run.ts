import type { EnvironmentConnector } from '../../src/connectors/environment.js'
import { ALONE } from '../../src/connectors/leadership.js'
import type { LiveInterval } from '../../src/domain/live-interval.js'
import type { PerRole } from '../../src/domain/role.js'
import type { PlannerSettings } from '../../src/domain/settings.js'
import type { Sightings } from '../../src/domain/sighting.js'
import { createTrafficForecaster } from '../../src/forecast/traffic.js'
import { type LivePlan, type LoopOptions, runLoop } from '../../src/live/loop.js'
import { createPlanner, type Planner } from '../../src/planner/planner.js'
import { linearPerformance } from '../helpers/performance.js'
import { plannerSettings } from '../helpers/settings.js'
import { FakeClock } from './fake-clock.js'
import { sightings } from './sightings.js'

export function testPlanner(changed: Partial<PlannerSettings> = {}): Promise<Planner> {
  const settings = plannerSettings(changed)
  return createTrafficForecaster(settings, {}).then((forecaster) =>
    createPlanner({ settings, forecaster, performance: linearPerformance() }),
  )
}

/** An environment that is a variable; what a test gives replaces parts of it. */
export interface TestEnvironment extends EnvironmentConnector {
  readonly orders: PerRole<number>[]
  replicas: PerRole<number>
}

export function testEnvironment(changed: Partial<EnvironmentConnector> = {}): TestEnvironment {
  const environment: TestEnvironment = {
    orders: [],
    replicas: { prefill: 1, decode: 1 },
    readDeployment: async () => ({ modelName: 'm', gpusPerReplica: { prefill: 1, decode: 1 } }),
    async readPools() {
      const pool = (count: number) => ({ desired: count, running: count, isStable: true })
      return {
        prefill: pool(environment.replicas.prefill),
        decode: pool(environment.replicas.decode),
      }
    },
    async apply(replicas) {
      environment.orders.push(replicas)
      environment.replicas = replicas
      return { kind: 'applied' }
    },
    ...changed,
  }
  return environment
}

export interface TestLoop {
  readonly clock: FakeClock
  readonly intervals: LiveInterval[]
  readonly manualEdits: string[]
  readonly running: Promise<void>
  readonly stop: () => void
}

/** The real loop with intervals of 60 s on a clock of its own. */
export async function startTestLoop(
  given: {
    readonly see?: (index: number) => Sightings | Promise<Sightings>
    readonly plan?: Partial<LivePlan>
    readonly options?: Partial<LoopOptions>
    readonly clock?: FakeClock
  } = {},
): Promise<TestLoop> {
  const { clock = new FakeClock(), see = () => sightings() } = given
  const controller = new AbortController()
  const intervals: LiveInterval[] = []
  const manualEdits: string[] = []
  const plan: LivePlan = {
    planner: await testPlanner(),
    maxStalenessSeconds: 60,
    manualHoldIntervals: 0,
    acts: true,
    ...given.plan,
  }
  let index = 0
  const running = runLoop({
    clock,
    intervalSeconds: 60,
    source: { read: async () => see(++index) },
    environment: testEnvironment(),
    plan: async () => plan,
    start: { prefill: 1, decode: 1 },
    once: false,
    leadership: ALONE,
    onInterval: async (interval) => void intervals.push(interval),
    onManualEdit: (text) => manualEdits.push(text),
    signal: controller.signal,
    ...given.options,
  })
  return { clock, intervals, manualEdits, running, stop: () => controller.abort() }
}
