import type { PerRole } from '../domain/role.js'
import type { Simulator } from '../simulator/simulator.js'

/** The fleet at an interval's end, and the GPU-seconds it took in the interval. */
export interface FleetState {
  readonly starting: PerRole<number>
  readonly ready: PerRole<number>
  readonly draining: PerRole<number>
  /** Requests waiting, not yet in a batch. */
  readonly queue: PerRole<number>
  readonly gpuSeconds: PerRole<number>
}

/** Writes down the fleet interval by interval. */
export class FleetLog {
  readonly states: FleetState[] = []
  private before: PerRole<number> = { prefill: 0, decode: 0 }

  begin(simulator: Simulator): void {
    this.before = simulator.gpuSeconds()
  }

  end(simulator: Simulator): void {
    const { prefill, decode } = simulator.fleet()
    const queues = simulator.queues()
    const after = simulator.gpuSeconds()
    this.states.push({
      starting: { prefill: prefill.starting, decode: decode.starting },
      ready: { prefill: prefill.ready, decode: decode.ready },
      draining: { prefill: prefill.draining, decode: decode.draining },
      queue: { prefill: queues.prefill.waiting, decode: queues.decode.waiting },
      gpuSeconds: {
        prefill: after.prefill - this.before.prefill,
        decode: after.decode - this.before.decode,
      },
    })
  }

  /** Of the first intervals together, of all when no number is given. */
  gpuHours(intervals = this.states.length): number {
    const seconds = this.states
      .slice(0, intervals)
      .reduce((sum, { gpuSeconds }) => sum + gpuSeconds.prefill + gpuSeconds.decode, 0)
    return seconds / 3600
  }
}
