import type { Decision } from '../domain/decision.js'
import type { PerRole } from '../domain/role.js'

/** The same forecast and sizing, but the replicas that stand, and why they stay. Pure. */
export function held(
  decision: Decision,
  { replicas, why }: { readonly replicas: PerRole<number>; readonly why: string },
): Decision {
  return { ...decision, replicas, reasons: [{ code: 'held', text: why }] }
}
