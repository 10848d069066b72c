import { ROLES, type Role } from '../../domain/role.js'
import type { Result } from '../result.js'
import type { Cause } from './counterfactual.js'

type Queue = Extract<Cause, { readonly code: 'queue' }>

/** The queues that stood when an interval began, and in which interval each of them began. */
export function queueBefore({
  result,
  index,
}: {
  readonly result: Result
  readonly index: number
}): readonly Queue[] {
  const waitingAtEnd = (role: Role, at: number) => result.intervals[at]?.simulated?.queue[role] ?? 0
  return ROLES.flatMap((role) => {
    const waiting = waitingAtEnd(role, index - 1)
    if (waiting === 0) return []
    let since = index - 1
    while (waitingAtEnd(role, since - 1) > 0) since--
    return [{ code: 'queue', role, waiting, since } as const]
  })
}
