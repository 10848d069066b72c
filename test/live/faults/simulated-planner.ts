import { createElection } from '../../../src/connectors/election.js'
import type { EnvironmentConnector } from '../../../src/connectors/environment.js'
import type { Wire } from '../../../src/connectors/http-call.js'
import { ALONE, type Leadership } from '../../../src/connectors/leadership.js'
import type { LiveInterval } from '../../../src/domain/live-interval.js'
import type { PerRole } from '../../../src/domain/role.js'
import { runLoop } from '../../../src/live/loop.js'
import type { HttpGet } from '../../../src/live/prometheus/http-get.js'
import { startUp } from '../../../src/live/start-up.js'
import type { Planner } from '../../../src/planner/planner.js'
import { testSource } from '../prometheus/test-client.js'
import { GPUS, INTERVAL_SECONDS, LEASE_SECONDS } from './day-settings.js'
import { never, type SimulatedProcess } from './simulated-process.js'
import type { Candidate, World } from './world.js'

export interface PlannerParts {
  readonly process: SimulatedProcess
  readonly identity: string
  readonly elects: boolean
  readonly planner: Planner
  /** Asks Prometheus of the interval that ended at a time, seconds. */
  readonly prometheus: (endSeconds: () => number) => HttpGet
  readonly worldSeconds: () => number
  readonly random: () => number
  readonly onInterval: (interval: LiveInterval, endSeconds: number) => void
}

/** One start of the program: the real start, election, connector and loop. */
export class SimulatedPlanner implements Candidate {
  /** What its last order says. */
  wanted: PerRole<number> | null = null
  last: LiveInterval | null = null
  private led: Leadership = { ...ALONE, isLeader: () => false, term: () => null }

  constructor(private readonly parts: PlannerParts) {}

  get process(): SimulatedProcess {
    return this.parts.process
  }

  get identity(): string {
    return this.parts.identity
  }

  get elects(): boolean {
    return this.parts.elects
  }

  readonly leadership = (): Leadership => this.led

  term(): number | null {
    return this.led.term()
  }

  /** Ends only with what ended the program. */
  async run(world: World, wire: Wire): Promise<void> {
    const { process, elects } = this.parts
    const { environment, lease } = world.connect(this, wire)
    this.led = elects ? this.elected(lease) : ALONE
    const deployment = await startUp({
      ...{ clock: process, environment, mode: 'disagg', signal: never() },
      given: { modelName: 'llama', gpusPerReplica: GPUS, replicas: { prefill: 1, decode: 1 } },
      initialWaitSeconds: 30,
      readyCheckSeconds: 10,
      readyMaxWaitSeconds: 1800,
      onNote: () => undefined,
    })
    void this.led.run(never())
    await this.loop(environment, deployment.replicas)
  }

  private elected(lease: Parameters<typeof createElection>[0]['lease']): Leadership {
    const { process } = this.parts
    return createElection({
      lease,
      leaseSeconds: LEASE_SECONDS,
      renewSeconds: LEASE_SECONDS / 5,
      marginSeconds: LEASE_SECONDS / 3,
      clock: {
        steadySeconds: () => process.steadyMs() / 1000,
        wallSeconds: () => process.epochMs() / 1000,
      },
      async sleep(seconds, signal) {
        await process.sleepUntil(process.steadyMs() + seconds * 1000, signal)
        signal.throwIfAborted()
      },
      onError: () => undefined,
    })
  }

  private async loop(environment: EnvironmentConnector, start: PerRole<number>): Promise<void> {
    const { process, planner, prometheus, worldSeconds, random, onInterval } = this.parts
    let endSeconds = 0
    const get = prometheus(() => endSeconds)
    const source = testSource(
      { get: (request) => process.outside(() => get(request)), clock: process, random },
      INTERVAL_SECONDS,
    )
    await runLoop({
      ...{ clock: process, intervalSeconds: INTERVAL_SECONDS, start, once: false },
      source: {
        read: (signal) => {
          endSeconds = worldSeconds()
          return source.read(signal)
        },
      },
      environment: {
        ...environment,
        apply: (replicas, signal) => {
          this.wanted = replicas
          return environment.apply(replicas, signal)
        },
      },
      plan: async () => ({ planner, maxStalenessSeconds: 60, manualHoldIntervals: 0, acts: true }),
      leadership: this.led,
      onInterval: async (interval) => {
        this.last = interval
        onInterval(interval, endSeconds)
      },
      onManualEdit: () => undefined,
      signal: never(),
    })
  }
}
