import type { ApplyResult, ManualEdit } from '../domain/apply-result.js'
import type { Hold, PoolSighting } from '../domain/live-interval.js'
import { type PerRole, ROLES } from '../domain/role.js'

export interface EditLook {
  /** What was found, when it is not what was ordered. */
  readonly edit: string | null
  /** Set while it is to be respected. */
  readonly hold: Hold | null
}

/**
 * Notices replicas that are not what was ordered last. They are respected for a number of intervals,
 * beginning with the one in which they were noticed, or overridden at once (0).
 */
export class ManualEdits {
  /** Null while it is not known what stands, or somebody else gives the orders. */
  private ordered: PerRole<number> | null = null
  private left = 0

  /** What became of an order tells what must stand from now on. */
  learn(result: ApplyResult, replicas: PerRole<number>): void {
    if (result.kind === 'skipped') return
    const taken = result.kind === 'applied' || result.kind === 'unchanged'
    const isWhole = taken && ROLES.every((role) => result.pools?.[role].kind !== 'skipped')
    this.ordered = isWhole ? replicas : null
  }

  /** To be called once an interval. */
  look(pools: PerRole<PoolSighting>, holdIntervals: number): EditLook {
    const edit = this.ordered === null ? null : difference(this.ordered, pools)
    if (edit !== null) {
      this.left = holdIntervals
      this.ordered = { prefill: pools.prefill.desired, decode: pools.decode.desired }
    }
    if (this.left === 0) return { edit, hold: null }
    const text = `replicas set by somebody else are respected for ${this.left} more interval${this.left === 1 ? '' : 's'}`
    this.left -= 1
    return { edit, hold: { code: 'manual-edit', text } }
  }
}

/** What the environment found changed in the moment between the look and the order. */
export function editSince(pools: PerRole<PoolSighting>, result: ApplyResult): string | null {
  const found = 'manualEdits' in result ? (result.manualEdits ?? []) : []
  const edits = found.filter((edit) => edit.found !== pools[edit.role].desired)
  return edits.length === 0 ? null : edits.map(editText).join(', ')
}

function editText({ role, found, decided }: ManualEdit): string {
  return `${role} is set to ${found}, the last order was ${decided}`
}

function difference(ordered: PerRole<number>, pools: PerRole<PoolSighting>): string | null {
  const edits = ROLES.filter((role) => pools[role].desired !== ordered[role]).map((role) =>
    editText({ role, found: pools[role].desired, decided: ordered[role] }),
  )
  return edits.length === 0 ? null : edits.join(', ')
}
