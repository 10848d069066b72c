/** The two pools of a disaggregated deployment. Code runs over roles, not over pairs of variables. */
export type Role = 'prefill' | 'decode'

export const ROLES: readonly Role[] = ['prefill', 'decode']

export type PerRole<T> = Readonly<Record<Role, T>>

/** Which pools are planned; a pool that is not reads 0 everywhere. */
export const MODES = ['disagg', 'prefill', 'decode'] as const

export type Mode = (typeof MODES)[number]

/** The roles a mode plans, prefill first. */
export const ROLES_OF_MODE: Readonly<Record<Mode, readonly Role[]>> = {
  disagg: ROLES,
  prefill: ['prefill'],
  decode: ['decode'],
}
