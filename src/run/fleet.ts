import type { Reason } from '../domain/decision.js'
import type { Observation } from '../domain/observation.js'
import type { PerRole } from '../domain/role.js'
import type { TrafficSample } from '../domain/traffic.js'

/** What stands for the deployment in a dry run. */
export interface DryRunFleet {
  /** Takes a decision at the beginning of an interval; reasons when it was not taken. */
  apply(replicas: PerRole<number>, atSeconds: number): Promise<readonly Reason[]>
  /** Serves one interval and says what was seen of it. */
  serve(sample: TrafficSample): Observation
}
