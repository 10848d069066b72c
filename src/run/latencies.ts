import { distributionOf, type SumAndMax } from './distribution.js'
import type { Distribution } from './simulated.js'

/**
 * Latencies in ms, as they come, cut into sets: the distribution of each set and of all in one array. Of millions of
 * requests it is large, so that one kind of latency after the other goes through the same.
 */
export class Latencies {
  private readonly values: Float64Array
  private count = 0
  private setBegin = 0
  /** Kept here because a cut reorders values: summed as they came, so that the mean is the same in every bit. */
  private sum = -0
  private max = Number.NEGATIVE_INFINITY

  constructor(capacity: number) {
    this.values = new Float64Array(capacity)
  }

  add(ms: number): void {
    this.values[this.count++] = ms
    this.sum += ms
    if (ms > this.max) this.max = ms
  }

  /** What came since the last cut. */
  cut(): Distribution {
    const own = this.values.subarray(this.setBegin, this.count)
    this.setBegin = this.count
    return distributionOf(own)
  }

  all(): Distribution {
    const known: SumAndMax = { sum: this.sum, max: this.max }
    return distributionOf(this.values.subarray(0, this.count), known)
  }

  /** Another kind of latency begins. */
  restart(): void {
    this.count = 0
    this.setBegin = 0
    this.sum = -0
    this.max = Number.NEGATIVE_INFINITY
  }
}
