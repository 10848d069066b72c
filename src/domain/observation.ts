import type { PerRole } from './role.js'
import type { Traffic } from './traffic.js'

/** What is known of one pool at an interval's end; an absent field is unknown, never zero. */
export interface RoleObservation {
  readonly readyReplicas?: number
}

/** What one interval looked like from outside: live it comes from Prometheus, offline from the trace. */
export interface Observation {
  readonly traffic: Traffic
  /** Mean time to first token, ms; absent when it was not measured. */
  readonly ttftMs?: number
  /** Mean inter-token latency, ms; absent when it was not measured. */
  readonly itlMs?: number
  /** Mean request duration, seconds; absent when it was not measured. */
  readonly requestDurationSeconds?: number
  readonly roles: PerRole<RoleObservation>
}
