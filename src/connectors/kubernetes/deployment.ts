/** A DynamoGraphDeployment as both API versions say it, less what a planner does not need. */
export interface Deployment {
  readonly name: string
  readonly resourceVersion: string
  /** Whether the operator has seen the last change; true where it does not say. */
  readonly isObserved: boolean
  /** The Ready condition: true, false, or null when there is none yet. */
  readonly isReady: boolean | null
  readonly services: readonly Service[]
}

/** One service (v1alpha1) or component (v1beta1). */
export interface Service {
  readonly name: string
  /** Position in v1beta1's list. */
  readonly index: number
  /** `prefill`, `decode`, `worker`, …; null when it carries none. */
  readonly type: string | null
  /** Ordered replicas; 0 when the field is missing. */
  readonly replicas: number
  /** GPUs of one replica over all its nodes; null when not said. */
  readonly gpus: number | null
  /** Arguments of the main container. */
  readonly args: readonly string[]
  /** What the operator says of it; null before it has said anything. */
  readonly status: ServiceStatus | null
}

/** A count that the operator leaves out is 0. */
export interface ServiceStatus {
  /** Available, else ready replicas. */
  readonly running: number
  /** Replicas of the current revision. */
  readonly updated: number
}

export type ApiVersion = 'v1alpha1' | 'v1beta1'

/** In the order of preference. */
export const API_VERSIONS: readonly ApiVersion[] = ['v1beta1', 'v1alpha1']

export const GROUP = 'nvidia.com'
/** Plurals of DynamoGraphDeployment and DynamoGraphDeploymentScalingAdapter. */
export const DEPLOYMENTS = 'dynamographdeployments'
export const ADAPTERS = 'dynamographdeploymentscalingadapters'
