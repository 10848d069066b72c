import type { ManualEdit, PoolOutcome } from '../domain/apply-result.js'
import type { PerRole } from '../domain/role.js'
import type { ApplyOutcome, Connector } from './connector.js'

/** What an environment says of its deployment before the first decision. */
export interface DeploymentFacts {
  /** Model that both pools serve; null where the environment does not say. */
  readonly modelName: string | null
  /** GPUs of one replica; null where the environment does not say. */
  readonly gpusPerReplica: PerRole<number | null>
}

/** A pool that the mode does not plan reads 0, 0 and stable. */
export interface PoolStatus {
  /** Replicas that the environment was told to run. */
  readonly desired: number
  /** Replicas that serve; null where the environment does not say. */
  readonly running: number | null
  /** Whether no roll-out or scaling is in progress. */
  readonly isStable: boolean
}

/**
 * `applied` when at least one pool took its order, `skipped` when none did and one would have had to.
 * The pools are told apart where the environment takes orders pool by pool.
 */
export type EnvironmentOutcome = ApplyOutcome & {
  readonly pools?: PerRole<PoolOutcome>
  /** Found before the order was carried out, and overridden by it unless its pool was skipped. */
  readonly manualEdits?: readonly ManualEdit[]
}

/** A connector to an environment that runs real workers; a call ends early when its signal aborts. */
export interface EnvironmentConnector extends Connector {
  /** Finds the pools and checks that they can be planned for. */
  readDeployment(signal?: AbortSignal): Promise<DeploymentFacts>
  readPools(signal?: AbortSignal): Promise<PerRole<PoolStatus>>
  apply(replicas: PerRole<number>, signal?: AbortSignal): Promise<EnvironmentOutcome>
}
