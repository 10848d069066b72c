import { createHash } from 'node:crypto'
import type { EnvironmentConnector } from '../../../src/connectors/environment.js'
import type { KeyValueStore } from '../../../src/connectors/key-value-store.js'
import { createMemoryStore } from '../../../src/connectors/memory-store.js'
import { createVirtualConnector } from '../../../src/connectors/virtual.js'
import { createVirtualEnvironment } from '../../../src/connectors/virtual-environment.js'
import { virtualKeys } from '../../../src/connectors/virtual-keys.js'
import type { LiveInterval } from '../../../src/domain/live-interval.js'
import type { PlannerSettings } from '../../../src/domain/settings.js'
import { createTrafficForecaster } from '../../../src/forecast/traffic.js'
import { runLoop } from '../../../src/live/loop.js'
import { createPlanner, type Planner } from '../../../src/planner/planner.js'
import { linearPerformance } from '../../helpers/performance.js'
import { plannerSettings } from '../../helpers/settings.js'
import { FakeClock } from '../fake-clock.js'
import { testSource } from '../prometheus/test-client.js'
import { Chance } from './chance.js'
import { faultyPrometheus, QUERY_FAULTS, type QueryFault } from './faulty-prometheus.js'
import { aroundCalls, faultyStore, STORE_FAULTS, type StoreFault } from './faulty-store.js'
import { MortalClock, NEVER } from './mortal-clock.js'
import { trafficAt } from './traffic.js'

export const INTERVAL_SECONDS = 900
const DAY_SECONDS = 86_400
/** Nothing fails in the last part of a day: time to be back on target. */
const FAULTY_SECONDS = 0.8 * DAY_SECONDS
const SETTINGS: PlannerSettings = plannerSettings({
  adjustmentIntervalSeconds: INTERVAL_SECONDS,
  loadPredictor: 'constant',
  noCorrection: true,
  maxGpuBudget: 20,
  prefillEngineNumGpu: 1,
  decodeEngineNumGpu: 2,
})
/** Between two mishaps; a start that fails is tried again. */
const MOST_STARTS = 8
const KEYS = virtualKeys('dynamo')

export interface SimulatedDay {
  /** What was promised and not kept, each with its time. */
  readonly violations: readonly string[]
  readonly intervals: number
  readonly holds: number
  readonly writes: number
  readonly crashes: number
  readonly faults: number
  /** Of everything that happened: the same seed must give the same. */
  readonly digest: string
}

/** One day of the real loop against a world that fails, drops, delays and kills by a seed. */
export async function simulateDay(seed: number): Promise<SimulatedDay> {
  const day = new Day(new Chance(seed))
  await day.run()
  return day.report()
}

class Day {
  private readonly clock = new FakeClock()
  private readonly violations: string[] = []
  private readonly digest = createHash('sha256')
  private readonly store: KeyValueStore
  private readonly world: ReturnType<typeof createVirtualEnvironment>
  private process: MortalClock | null = null
  private readonly counts = { intervals: 0, holds: 0, writes: 0, crashes: 0, faults: 0 }
  private lastDecisionId = -1
  private last: LiveInterval | null = null
  /** While it lasts every query fails the same way. */
  private outage: { readonly untilMs: number; readonly fault: QueryFault } | null = null
  private isLeader = true
  /** Made beforehand: loading a forecaster takes real time, which simulated time would outrun. */
  private readonly planners: Planner[] = []

  constructor(private readonly chance: Chance) {
    this.store = this.checkedStore()
    this.world = createVirtualEnvironment(this.store, 'dynamo')
  }

  async run(): Promise<void> {
    let atMs = 0
    await this.makePlanners()
    this.start()
    while (atMs < FAULTY_SECONDS * 1000) {
      atMs += this.chance.between(600, 4 * 3600) * 1000
      await this.clock.runUntil(Math.min(atMs, FAULTY_SECONDS * 1000))
      await this.makePlanners()
      await this.mishap()
    }
    this.isLeader = true
    this.outage = null
    await this.clock.runUntil(DAY_SECONDS * 1000)
    await this.checkBackOnTarget()
  }

  report(): SimulatedDay {
    return { violations: this.violations, ...this.counts, digest: this.digest.digest('hex') }
  }

  private async makePlanners(): Promise<void> {
    while (this.planners.length < MOST_STARTS) {
      const forecaster = await createTrafficForecaster(SETTINGS, {})
      const performance = linearPerformance()
      this.planners.push(createPlanner({ settings: SETTINGS, forecaster, performance }))
    }
  }

  private async mishap(): Promise<void> {
    const kind = this.chance.pick(['crash', 'outage', 'lease lost', 'lease back'] as const)
    if (kind === 'lease lost' || kind === 'lease back') this.isLeader = kind === 'lease back'
    if (kind === 'outage') {
      const untilMs = this.clock.steadyMs() + this.chance.between(0.5, 5) * INTERVAL_SECONDS * 1000
      this.outage = { untilMs, fault: this.chance.pick(QUERY_FAULTS) }
    }
    if (kind === 'crash') await this.crash()
  }

  /** At any moment, often with calls under way; what was sent may still land, before the next start. */
  private async crash(): Promise<void> {
    const dueMs =
      Math.ceil(this.clock.steadyMs() / 1000 / INTERVAL_SECONDS) * INTERVAL_SECONDS * 1000
    if (this.chance.is(0.7)) await this.clock.runUntil(dueMs + this.chance.between(0, 3000))
    this.process?.kill()
    this.counts.crashes += 1
    await this.clock.runUntil(this.clock.steadyMs() + this.chance.between(5000, 90_000))
    this.start()
  }

  private start(): void {
    const process = new MortalClock(this.clock)
    this.process = process
    this.live(process).catch((error: unknown) => {
      // A start that fails is tried again, as a supervisor does.
      if (process !== this.process) return
      this.note(`start failed: ${String(error)}`)
      void this.clock.sleepUntil(this.clock.steadyMs() + 10_000, NEVER).then(() => this.start())
    })
  }

  private async live(clock: MortalClock): Promise<void> {
    const environment = await this.environment(clock)
    let askedSeconds = 0
    const prometheus = faultyPrometheus({
      clock: this.clock,
      chance: this.chance,
      askedSeconds: () => askedSeconds,
      fault: () => this.queryFault(),
    })
    const source = testSource(
      {
        get: (request) => clock.outside(() => prometheus(request)),
        clock,
        random: () => this.chance.next(),
      },
      INTERVAL_SECONDS,
    )
    const planner = this.planners.pop()
    if (planner === undefined) throw new Error('more starts than planners were made for')
    await runLoop({
      clock,
      intervalSeconds: INTERVAL_SECONDS,
      source: {
        read: (signal) => {
          askedSeconds = clock.steadyMs() / 1000
          return source.read(signal)
        },
      },
      environment,
      plan: async () => ({ planner, maxStalenessSeconds: 60, manualHoldIntervals: 0, acts: true }),
      start: { prefill: 1, decode: 1 },
      once: false,
      leadership: { isLeader: () => this.isLeader, term: () => (this.isLeader ? 1 : null) },
      onInterval: async (interval) => this.checkInterval(interval, askedSeconds),
      onManualEdit: () => undefined,
      signal: NEVER,
    })
  }

  private async environment(clock: MortalClock): Promise<EnvironmentConnector> {
    const faulty = faultyStore({
      store: this.store,
      clock: this.clock,
      chance: this.chance,
      fault: () => this.storeFault(),
    })
    const store = aroundCalls(faulty, (_, work) => clock.outside(work))
    const connect = () =>
      createVirtualConnector({
        store,
        namespace: 'dynamo',
        maxWaitSeconds: 1800,
        nowSeconds: () => clock.steadyMs() / 1000,
      })
    let connector: Awaited<ReturnType<typeof connect>> | null = await connect()
    const side = createVirtualEnvironment(store, 'dynamo')
    return {
      readDeployment: async () => ({
        modelName: 'llama',
        gpusPerReplica: { prefill: 1, decode: 2 },
      }),
      async readPools() {
        const { prefill = 0, decode = 0 } = (await side.order())?.replicas ?? {}
        const pool = (count: number) => ({ desired: count, running: count, isStable: true })
        return { prefill: pool(prefill), decode: pool(decode) }
      },
      apply: async (replicas) => {
        if (!this.isLeader) this.violate('an order was begun without the lease')
        try {
          connector ??= await connect()
          return await connector.apply(replicas)
        } catch (error) {
          // What reached the store is not known: the next order begins from what it says.
          connector = null
          throw error
        }
      },
    }
  }

  /** The store itself, where every write is looked at as it lands. */
  private checkedStore(): KeyValueStore {
    return aroundCalls(createMemoryStore(), async ({ name, args }, work) => {
      const answer = await work()
      if (name !== 'put' || answer === false) return answer
      const written = new Map(args[0] as readonly (readonly [string, string])[])
      const decisionId = written.get(KEYS.decisionId)
      if (decisionId !== undefined) this.checkWrite(written, Number(decisionId))
      return answer
    })
  }

  private checkWrite(written: ReadonlyMap<string, string>, decisionId: number): void {
    const prefill = Number(written.get(KEYS.prefill))
    const decode = Number(written.get(KEYS.decode))
    this.counts.writes += 1
    this.note(`write ${decisionId}: ${prefill}, ${decode}`)
    if (prefill + 2 * decode > SETTINGS.maxGpuBudget)
      this.violate(`${prefill}, ${decode} are above the budget`)
    if (!(prefill >= 1 && decode >= 1)) this.violate(`${prefill}, ${decode} are below the minimum`)
    if (decisionId <= this.lastDecisionId)
      this.violate(`decision ${decisionId} after ${this.lastDecisionId}`)
    this.lastDecisionId = decisionId
    // The environment carries it out in its own time.
    const doneMs = this.clock.steadyMs() + this.chance.between(1, 1.2 * INTERVAL_SECONDS) * 1000
    void this.clock.sleepUntil(doneMs, NEVER).then(() => this.world.acknowledge(decisionId))
  }

  /** What was acted on must be the truth; an outage must never pass for traffic, or for none. */
  private checkInterval(interval: LiveInterval, endSeconds: number): void {
    this.last = interval
    const { hold, observation, decision, outcome } = interval
    this.counts.intervals += 1
    if (hold !== null) this.counts.holds += 1
    this.note(`${hold?.code ?? 'seen'} ${outcome.kind} ${JSON.stringify(decision.replicas)}`)
    if (hold !== null && outcome.kind !== 'held') this.violate(`acted in a hold: ${outcome.kind}`)
    if (observation === null) return
    const truth = trafficAt(endSeconds)
    if (JSON.stringify(observation.traffic) !== JSON.stringify(truth)) {
      this.violate(`took ${JSON.stringify(observation.traffic)} for ${JSON.stringify(truth)}`)
    }
  }

  private async checkBackOnTarget(): Promise<void> {
    const order = await this.world.order()
    const wanted = this.last?.decision.replicas
    const isServing = this.last !== null && this.last.hold === null
    const isOrdered = JSON.stringify(order?.replicas) === JSON.stringify(wanted)
    // A decision may wait for the one before it to be acknowledged, which takes one more interval.
    const isWaiting = this.last?.outcome.kind === 'skipped'
    if (!isServing || !(isOrdered || isWaiting)) {
      this.violate(
        `not back on target: ${JSON.stringify([order, wanted, this.last?.hold, this.last?.outcome])}`,
      )
    }
  }

  private queryFault(): QueryFault | null {
    const { outage, chance, clock } = this
    if (clock.steadyMs() >= FAULTY_SECONDS * 1000) return null
    const isOut = outage !== null && clock.steadyMs() < outage.untilMs
    const fault = isOut ? outage.fault : chance.is(0.02) ? chance.pick(QUERY_FAULTS) : null
    if (fault !== null) this.counts.faults += 1
    return fault
  }

  private storeFault(): StoreFault | null {
    const { chance, clock } = this
    if (clock.steadyMs() >= FAULTY_SECONDS * 1000 || !chance.is(0.03)) return null
    this.counts.faults += 1
    return chance.pick(STORE_FAULTS)
  }

  private violate(text: string): void {
    this.violations.push(`${this.clock.steadyMs() / 1000} s: ${text}`)
  }

  private note(text: string): void {
    this.digest.update(`${this.clock.steadyMs()} ${text}\n`)
  }
}
