import type { Observation } from '../domain/observation.js'
import type { PerRole } from '../domain/role.js'
import type { QueueCounts } from './fleet.js'
import { observe } from './observe.js'
import type { ReplicaCounts } from './replica-pool.js'
import { Simulation, type SimulationOptions } from './simulation.js'

/** Requests so far; arrived = completed + rejected + killed + those in the queues. */
export interface Totals {
  readonly arrived: number
  readonly completed: number
  /** Could not run even alone on a replica. */
  readonly rejected: number
  /** Killed and not tried again. */
  readonly killed: number
  /** Times a request was killed, tried again or not. */
  readonly kills: number
  readonly preemptions: number
  readonly outputTokens: number
  /** Highest KV usage of any decode replica, 0..1. */
  readonly peakKvUsage: number
}

export interface Simulator {
  readonly nowMs: number
  /** Plays everything before a time; what happens at that very time comes after what the caller does. */
  advanceTo(ms: number): void
  /** Plays until nothing more happens. */
  finish(): void
  /** Sets how many replicas are to be starting or ready. */
  scaleTo(replicas: PerRole<number>): void
  /** What Prometheus would have said of the time since the last call. */
  observe(): Observation
  fleet(): PerRole<ReplicaCounts>
  queues(): PerRole<QueueCounts>
  /** GPU-seconds of starting, ready and draining replicas so far. */
  gpuSeconds(): PerRole<number>
  totals(): Totals
}

/** Requests on a fleet of prefill and decode replicas. Outcomes go to the sink as requests end. */
export function createSimulator(options: SimulationOptions): Simulator {
  const simulation = new Simulation(options)
  const { fleet, tally } = simulation
  return {
    get nowMs() {
      return simulation.nowMs
    },
    advanceTo(ms) {
      simulation.run(ms)
      simulation.nowMs = Math.max(simulation.nowMs, ms)
    },
    finish: () => simulation.run(Number.POSITIVE_INFINITY),
    scaleTo: (replicas) => simulation.scaleTo(replicas),
    observe: () => observe(simulation),
    fleet: () => fleet.counts(),
    queues: () => fleet.queues(),
    gpuSeconds: () => fleet.gpuSeconds(),
    totals: () => ({
      arrived: tally.arrived,
      completed: tally.completed,
      rejected: tally.rejected,
      killed: tally.failed,
      kills: tally.kills,
      preemptions: tally.preemptions,
      outputTokens: tally.outputTokens,
      peakKvUsage: tally.peakKvTokens / options.engine.kvCapacityTokens,
    }),
  }
}
