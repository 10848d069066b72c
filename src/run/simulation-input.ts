import type { RequestColumns } from '../domain/requests.js'
import type { PerRole } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { TrafficSample } from '../domain/traffic.js'
import type { Performance } from '../planner/sizing/policy.js'
import type { Profile } from '../profile/profile.js'
import type { KeptParts } from '../simulator/outcome-columns.js'

/** What a play of the trace needs, whoever steers the fleet. */
export interface SimulationInput {
  readonly settings: DryRunSettings
  readonly requests: RequestColumns
  readonly samples: readonly TrafficSample[]
  readonly profile: Profile
  readonly performance: Performance
  readonly start: PerRole<number>
  /** Which parts of each request's TTFT are kept; the queue wait when not given. */
  readonly keptParts?: KeptParts
}
