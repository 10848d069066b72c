import type { LiveInterval } from '../../../src/domain/live-interval.js'
import { createTrafficForecaster } from '../../../src/forecast/traffic.js'
import { createPlanner, type Planner } from '../../../src/planner/planner.js'
import { linearPerformance } from '../../helpers/performance.js'
import { FakeClock } from '../fake-clock.js'
import { Chance } from './chance.js'
import {
  DAY_SECONDS,
  FAULTY_MS,
  INTERVAL_SECONDS,
  LEASE_SECONDS,
  LONGEST_WAY_SECONDS,
  SERVER_LIMIT_SECONDS,
  SETTINGS,
} from './day-settings.js'
import { createEtcdWorld } from './etcd-world.js'
import { faultyPrometheus, QUERY_FAULTS, type QueryFault } from './faulty-prometheus.js'
import { faultyWire, WIRE_FAULTS, type WireFault } from './faulty-wire.js'
import { createKubernetesWorld } from './kubernetes-world.js'
import { SimulatedPlanner } from './simulated-planner.js'
import { type Moment, SimulatedProcess } from './simulated-process.js'
import { Watch } from './watch.js'
import type { World } from './world.js'

/** Of one planner, between two mishaps: a start that fails is tried again. */
const MOST_STARTS = 20

/** What a request may meet that its process is killed or stopped in. */
const FATES = ['held', 'held', 'slow', 'twice', 'answer lost', 'answer hangs'] as const

export interface SimulatedDay {
  /** What was promised and not kept, each with its time. */
  readonly violations: readonly string[]
  readonly intervals: number
  readonly holds: number
  readonly writes: number
  /** In which somebody wrote, of days with an election. */
  readonly terms: number
  readonly crashes: number
  readonly pauses: number
  readonly faults: number
  /** Of everything that happened: the same seed must give the same. */
  readonly digest: string
}

/** One day of one or two real planners against a world that fails, drops, delays, stops and kills by a seed. */
export async function simulateDay(
  seed: number,
  makeBrain: () => Promise<Brain> = makePlainBrain,
): Promise<SimulatedDay> {
  const day = new Day(new Chance(seed), makeBrain)
  await day.run()
  return day.report()
}

/** What decides in one start of the program, and what it keeps of it. */
export interface Brain {
  readonly planner: Planner
  /** Told in which place it starts: 0, or 1 for the second of two. */
  onStart?(place: number): void
  onInterval?(interval: LiveInterval): void
}

async function makePlainBrain(): Promise<Brain> {
  const forecaster = await createTrafficForecaster(SETTINGS, {})
  const performance = linearPerformance()
  return { planner: createPlanner({ settings: SETTINGS, forecaster, performance }) }
}

interface Fate {
  readonly moment: Moment
  readonly fault: WireFault
}

class Day {
  private readonly clock = new FakeClock({ originEpochMs: 1_700_000_000_000 })
  private readonly watch = new Watch(this.clock, () => this.alive)
  private readonly world: World
  /** One or two, each replaced by its next start. */
  private readonly alive: SimulatedPlanner[] = []
  private readonly counts = { crashes: 0, pauses: 0, faults: 0 }
  private starts = 0
  /** While it lasts every query fails the same way. */
  private outage: { readonly untilMs: number; readonly fault: QueryFault } | null = null
  /** Made beforehand: loading a forecaster takes real time, which simulated time would outrun. */
  private readonly brains: Brain[] = []
  /** What the next order or renewal of a process meets. */
  private readonly fates = new Map<SimulatedProcess, Fate>()
  private readonly places: number
  private readonly elects: boolean

  constructor(
    private readonly chance: Chance,
    private readonly makeBrain: () => Promise<Brain>,
  ) {
    const parts = { clock: this.clock, chance, watch: this.watch }
    this.world = chance.is(0.5) ? createKubernetesWorld(parts) : createEtcdWorld(parts)
    this.places = chance.is(0.5) ? 2 : 1
    this.elects = this.places === 2 || chance.is(0.3)
  }

  async run(): Promise<void> {
    await this.makeBrains()
    for (let place = 0; place < this.places; place++) this.start(place)
    let atMs = 0
    while (atMs < FAULTY_MS) {
      atMs = Math.min(atMs + this.chance.between(600, 4 * 3600) * 1000, FAULTY_MS)
      await this.clock.runUntil(atMs)
      await this.makeBrains()
      if (atMs < FAULTY_MS) this.mishap()
    }
    this.outage = null
    await this.clock.runUntil(DAY_SECONDS * 1000)
    this.checkBackOnTarget()
  }

  report(): SimulatedDay {
    const { violations, counts, digest } = this.watch
    return { violations, ...counts, ...this.counts, digest }
  }

  private async makeBrains(): Promise<void> {
    while (this.brains.length < MOST_STARTS) this.brains.push(await this.makeBrain())
  }

  private mishap(): void {
    const { chance } = this
    const place = Math.floor(chance.next() * this.places)
    const { process } = this.alive[place]!
    const kind = chance.pick([
      'crash',
      'crash',
      'pause',
      'pause',
      'outage',
      'lease',
      'time',
    ] as const)
    if (kind === 'crash') this.soon(process, () => this.crash(place))
    if (kind === 'pause') this.soon(process, () => this.pause(process))
    if (kind === 'lease') this.world.loseLease()
    if (kind === 'time') process.setTimeOfDay(chance.between(-7200, 7200) * 1000)
    if (kind === 'outage') {
      const untilMs = this.clock.steadyMs() + chance.between(0.5, 5) * INTERVAL_SECONDS * 1000
      this.outage = { untilMs, fault: chance.pick(QUERY_FAULTS) }
    }
  }

  /** At one of the next moments at which it waits, or one of those of its next order or renewal. */
  private soon(process: SimulatedProcess, then: () => void): void {
    const { chance } = this
    const moment = chance.pick(['any', 'order', 'order', 'renewal'] as const)
    process.arm(Math.ceil(chance.between(0, moment === 'any' ? 80 : 4)), moment, then)
    if (moment !== 'any' && chance.is(0.7))
      this.fates.set(process, { moment, fault: chance.pick(FATES) })
  }

  private crash(place: number): void {
    if (this.clock.steadyMs() >= FAULTY_MS) return
    this.alive[place]!.process.kill()
    this.counts.crashes += 1
    this.startLater(place, this.chance.between(5, 90))
  }

  private pause(process: SimulatedProcess): void {
    const leftMs = FAULTY_MS - this.clock.steadyMs()
    if (leftMs <= 0) return
    this.counts.pauses += 1
    const ms = Math.min(this.chance.between(0.1, 3) * LEASE_SECONDS * 1000, leftMs)
    if (this.chance.is(0.5)) process.stop(ms)
    else process.suspend(ms)
  }

  private startLater(place: number, seconds: number): void {
    const dueMs = this.clock.steadyMs() + seconds * 1000
    void this.clock.sleepUntil(dueMs).then(() => this.start(place))
  }

  private start(place: number): void {
    const brain = this.brains.pop()
    if (brain === undefined) throw new Error('more starts than planners were made for')
    brain.onStart?.(place)
    const { clock, chance, watch } = this
    const process = new SimulatedProcess(clock, {
      steadyMs: chance.between(0, 1e6),
      epochMs: chance.between(-7200, 7200) * 1000,
      rate: chance.between(0.995, 1.005),
    })
    const fault = () => this.queryFault()
    const started = new SimulatedPlanner({
      ...{ process, planner: brain.planner, elects: this.elects },
      identity: `planner-${++this.starts}`,
      prometheus: (askedSeconds) => faultyPrometheus({ clock, chance, askedSeconds, fault }),
      worldSeconds: () => clock.steadyMs() / 1000,
      random: () => chance.next(),
      onInterval(interval, endSeconds) {
        watch.tellInterval(interval, endSeconds)
        brain.onInterval?.(interval)
      },
    })
    this.alive[place] = started
    const wireWorld = {
      ...{ clock, chance, server: this.world.server, fault: () => this.wireFault() },
      longestWayMs: LONGEST_WAY_SECONDS * 1000,
      latestRepeatMs: 3 * INTERVAL_SECONDS * 1000,
      serverLimitMs: SERVER_LIMIT_SECONDS * 1000,
      fateOf: (moment: Moment, from: SimulatedPlanner) => this.fateOf(moment, from),
    }
    started.run(this.world, faultyWire(wireWorld, started)).catch((error: unknown) => {
      watch.note(`start failed: ${String(error)}`)
      process.kill()
      this.startLater(place, 10)
    })
  }

  /** One leads, and what it decided last is ordered. */
  private checkBackOnTarget(): void {
    const leaders = this.alive.filter((one) => one.leadership().isLeader())
    const [leader] = leaders
    const ordered = this.world.ordered()
    const wanted = leader?.last?.decision.replicas
    const isOrdered = ordered.prefill === wanted?.prefill && ordered.decode === wanted?.decode
    // A decision may wait for the one before it to be carried out, which takes one more interval.
    const outcome = leader?.last?.outcome
    const isWaiting =
      outcome?.kind === 'skipped' ||
      (outcome?.kind === 'applied' &&
        Object.values(outcome.pools ?? {}).some(({ kind }) => kind === 'skipped'))
    const isBack = leaders.length === 1 && leader?.last?.hold === null && (isOrdered || isWaiting)
    if (isBack) return
    const text = JSON.stringify([ordered, wanted, leader?.last?.hold, outcome])
    this.watch.violate(`not back on target: ${leaders.length} lead, ${text}`)
  }

  private queryFault(): QueryFault | null {
    const { outage, chance, clock } = this
    if (clock.steadyMs() >= FAULTY_MS) return null
    const isOut = outage !== null && clock.steadyMs() < outage.untilMs
    const fault = isOut ? outage.fault : chance.is(0.02) ? chance.pick(QUERY_FAULTS) : null
    if (fault !== null) this.counts.faults += 1
    return fault
  }

  private fateOf(moment: Moment, { process }: SimulatedPlanner): WireFault | null {
    const fate = this.fates.get(process)
    if (fate?.moment !== moment || this.clock.steadyMs() >= FAULTY_MS) return null
    this.fates.delete(process)
    return fate.fault
  }

  private wireFault(): WireFault | null {
    const { chance, clock } = this
    if (clock.steadyMs() >= FAULTY_MS || !chance.is(0.05)) return null
    this.counts.faults += 1
    return chance.pick(WIRE_FAULTS)
  }
}
