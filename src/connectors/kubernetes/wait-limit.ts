import type { Role } from '../../domain/role.js'

/** Lets orders through after all when something has held them up for too long. */
export interface WaitLimit {
  /** Whether the order is still held up; the wait begins with the first one that is. */
  isHeldUp(role: Role): boolean
  /** The next hold begins anew. */
  reset(role: Role): void
}

export function createWaitLimit(maxWaitSeconds: number, nowSeconds: () => number): WaitLimit {
  const since = new Map<Role, number>()
  return {
    isHeldUp(role) {
      const now = nowSeconds()
      const first = since.get(role) ?? now
      since.set(role, first)
      return now - first < maxWaitSeconds
    },
    reset(role) {
      since.delete(role)
    },
  }
}
