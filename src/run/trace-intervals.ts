import type { TrafficSample } from '../domain/traffic.js'
import type { TraceSummary } from '../trace/summary.js'

/** A trace cut into adjustment intervals, as `files` reads it. */
export interface TraceIntervals {
  readonly intervals: readonly TrafficSample[]
  readonly summary: TraceSummary
}
