import type { PerRole } from '../domain/role.js'
import type { Connector } from './connector.js'

/** What an environment says of its deployment before the first decision. */
export interface DeploymentFacts {
  /** Model that both pools serve; null where the environment does not say. */
  readonly modelName: string | null
  /** GPUs of one replica; null where the environment does not say. */
  readonly gpusPerReplica: PerRole<number | null>
}

export interface PoolStatus {
  /** Replicas that the environment was told to run. */
  readonly desired: number
  /** Replicas that serve. */
  readonly running: number
  /** Whether no roll-out or scaling is in progress. */
  readonly isStable: boolean
}

/** A connector to an environment that runs real workers; a call ends early when its signal aborts. */
export interface EnvironmentConnector extends Connector {
  /** Finds the pools and checks that they can be planned for. */
  readDeployment(signal?: AbortSignal): Promise<DeploymentFacts>
  readPools(signal?: AbortSignal): Promise<PerRole<PoolStatus>>
  apply(replicas: PerRole<number>, signal?: AbortSignal): ReturnType<Connector['apply']>
}
