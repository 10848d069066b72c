import { type PerRole, ROLES, type Role } from '../../domain/role.js'

/** Lets orders through after all when something has held them up for too long. */
export interface WaitLimit {
  /** Whether the order is still held up; the wait begins with the first one that is. */
  isHeldUp(role: Role): boolean
  /** The next hold begins anew. */
  reset(role: Role): void
}

export interface WaitLimitOptions {
  readonly maxWaitSeconds: number
  /** Any steady clock, seconds. */
  readonly nowSeconds: () => number
  /** How long orders have been held up already, when an earlier run says so. */
  readonly heldUpSeconds?: PerRole<number | null> | undefined
}

export function createWaitLimit(options: WaitLimitOptions): WaitLimit {
  const { maxWaitSeconds, nowSeconds, heldUpSeconds } = options
  const since = new Map<Role, number>()
  for (const role of ROLES) {
    const seconds = heldUpSeconds?.[role] ?? null
    if (seconds !== null) since.set(role, nowSeconds() - seconds)
  }
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
