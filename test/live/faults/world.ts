import type { ElectionLease } from '../../../src/connectors/election.js'
import type { EnvironmentConnector } from '../../../src/connectors/environment.js'
import type { Wire } from '../../../src/connectors/http-call.js'
import type { Leadership } from '../../../src/connectors/leadership.js'
import type { PerRole } from '../../../src/domain/role.js'
import type { FakeClock } from '../fake-clock.js'
import type { Chance } from './chance.js'
import type { MemoryServer } from './faulty-wire.js'
import type { SimulatedProcess } from './simulated-process.js'
import type { Watch } from './watch.js'

export interface WorldParts {
  readonly clock: FakeClock
  readonly chance: Chance
  readonly watch: Watch
}

/** One start of the program. */
export interface Candidate {
  readonly process: SimulatedProcess
  readonly identity: string
  readonly leadership: () => Leadership
  /** Whether others want to lead, too. */
  readonly elects: boolean
}

/** What planners are let loose on: a server that keeps orders and leases, and whoever carries the orders out. */
export interface World {
  readonly server: MemoryServer
  /** Somebody takes the lease away. */
  loseLease(): void
  /** The replicas that are ordered now. */
  ordered(): PerRole<number>
  /** The product's own connector and lease, as the program makes them. */
  connect(
    candidate: Candidate,
    wire: Wire,
  ): { readonly environment: EnvironmentConnector; readonly lease: ElectionLease }
}
