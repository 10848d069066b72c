import type { EmptyIntervals } from '../domain/settings.js'
import type { TrafficSample } from '../domain/traffic.js'
import { UserError } from '../domain/user-error.js'
import type { RequestRow, RequestSink } from './request-row.js'

/** Most intervals a trace may be filled to: 19 years at 60 s. */
export const MAX_INTERVALS = 10_000_000

const FIRST_CAPACITY = 1024

export interface IntervalOptions {
  readonly adjustmentIntervalSeconds: number
  /** `fill`: empty intervals between the first and the last are 0/0/0; `drop`: they are left out. */
  readonly emptyIntervals: EmptyIntervals
}

/**
 * Requests → intervals by sums alone, so that memory grows with intervals and not with requests.
 * Interval k holds the arrivals with floor(arrivalMs / 1000 / T) = k, as the established planner has it;
 * k is negative for arrivals before the origin. Token sums are whole numbers, exact below 2⁵³.
 */
export class IntervalSums implements RequestSink {
  readonly wantsBlocks = false
  private readonly slots = new Map<number, number>()
  private readonly intervalSeconds: number
  private requests: Float64Array = new Float64Array(FIRST_CAPACITY)
  private inputTokens: Float64Array = new Float64Array(FIRST_CAPACITY)
  private outputTokens: Float64Array = new Float64Array(FIRST_CAPACITY)
  private lastInterval = Number.NaN
  private lastSlot = 0

  constructor(adjustmentIntervalSeconds: number) {
    if (!(adjustmentIntervalSeconds > 0) || !Number.isFinite(adjustmentIntervalSeconds)) {
      throw new UserError(
        `the adjustment interval is ${adjustmentIntervalSeconds} s; allowed: more than 0`,
      )
    }
    this.intervalSeconds = adjustmentIntervalSeconds
  }

  add(row: RequestRow): void {
    const interval = Math.floor(row.arrivalMs / 1000 / this.intervalSeconds)
    if (interval !== this.lastInterval) {
      this.lastInterval = interval
      this.lastSlot = this.slots.get(interval) ?? this.open(interval)
    }
    const slot = this.lastSlot
    this.requests[slot]!++
    this.inputTokens[slot]! += row.isl
    this.outputTokens[slot]! += row.osl
  }

  /** The intervals in time order. */
  samples(emptyIntervals: EmptyIntervals): readonly TrafficSample[] {
    const intervals = Float64Array.from(this.slots.keys()).sort()
    if (intervals.length === 0) return []
    if (emptyIntervals === 'drop') return Array.from(intervals, (k, index) => this.sample(k, index))
    const first = intervals[0]!
    const count = intervals[intervals.length - 1]! - first + 1
    if (count > MAX_INTERVALS) throw this.tooMany(count)
    return Array.from({ length: count }, (_, index) => this.sample(first + index, index))
  }

  private sample(interval: number, index: number): TrafficSample {
    const startSeconds = interval * this.intervalSeconds
    const slot = this.slots.get(interval)
    if (slot === undefined) return { index, startSeconds, requests: 0, isl: 0, osl: 0 }
    const requests = this.requests[slot]!
    const isl = this.inputTokens[slot]! / requests
    const osl = this.outputTokens[slot]! / requests
    return { index, startSeconds, requests, isl, osl }
  }

  private open(interval: number): number {
    const slot = this.slots.size
    this.slots.set(interval, slot)
    if (slot === this.requests.length) {
      this.requests = doubled(this.requests)
      this.inputTokens = doubled(this.inputTokens)
      this.outputTokens = doubled(this.outputTokens)
    }
    return slot
  }

  private tooMany(count: number): UserError {
    const days = Math.round((count * this.intervalSeconds) / 86_400)
    return new UserError(
      `the trace spans ${days} days, ${count} intervals of ${this.intervalSeconds} s; allowed: ${MAX_INTERVALS} intervals`,
      {
        hint: 'take a longer adjustment interval, or leave empty intervals out: --empty-intervals drop',
      },
    )
  }
}

function doubled(column: Float64Array): Float64Array {
  const larger = new Float64Array(column.length * 2)
  larger.set(column)
  return larger
}
