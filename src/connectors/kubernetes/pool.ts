import type { Role } from '../../domain/role.js'
import type { PoolStatus } from '../environment.js'
import type { Deployment, Service } from './deployment.js'

/** One planned pool as it was found. */
export interface Pool {
  readonly role: Role
  readonly service: Service
  /** What its scaling adapter says; null when it has none. */
  readonly adapter: Scale | null
}

export interface Scale {
  readonly name: string
  readonly resourceVersion: string
  /** 0 when the field is missing. */
  readonly replicas: number
}

/** Replicas ordered: the adapter's word counts where there is one. */
export function desiredReplicas({ adapter, service }: Pool): number {
  return adapter?.replicas ?? service.replicas
}

export function poolStatus(deployment: Deployment, pool: Pool): PoolStatus {
  return {
    desired: desiredReplicas(pool),
    running: pool.service.status?.running ?? null,
    isStable: unsettledReason(deployment, pool) === null,
  }
}

/** Why a pool is not to be scaled now, as one clause; null when desired = updated = running. */
export function unsettledReason(deployment: Deployment, pool: Pool): string | null {
  const { service, adapter, role } = pool
  const desired = desiredReplicas(pool)
  if (!deployment.isObserved) return 'the operator has not seen the last change yet'
  if (adapter !== null && adapter.replicas !== service.replicas) {
    return `${role}: the operator has not handed on ${adapter.replicas} replicas yet`
  }
  if (service.status === null) {
    return deployment.isReady === true ? null : `deployment ${deployment.name} is not ready`
  }
  const { running, updated } = service.status
  if (running === desired && updated === desired) return null
  return `${role} is rolling out: ${desired} desired, ${updated} updated, ${running} running`
}
