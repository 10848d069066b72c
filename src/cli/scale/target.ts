import { PlannerError } from '../../connectors/planner-error.js'
import { ROLES, type Role } from '../../domain/role.js'
import { UserError } from '../../domain/user-error.js'

/** Replicas wanted of some pools, given what each has now. */
export type Target = ReadonlyMap<Role, (now: number) => number>

/** One more, or one less, of one pool. */
export function targetOfStep(component: string, step: 1 | -1): Target {
  const role = parseRole(component)
  const change = (now: number) => {
    if (now + step >= 0) return now + step
    throw new UserError(`${role} has no replica that could be removed`)
  }
  return new Map([[role, change]])
}

/** `prefill=3 decode=4`. @throws UserError for anything else, PlannerError when nothing is given. */
export function targetOfCounts(args: readonly string[]): Target {
  if (args.length === 0) {
    throw new PlannerError('EmptyTargetReplicas', 'no replicas are given', {
      hint: 'planner scale set prefill=3 decode=4',
    })
  }
  const target = new Map<Role, (now: number) => number>()
  for (const arg of args) {
    const [, name = '', count = ''] = /^([^=]*)=(.*)$/.exec(arg) ?? [arg, arg]
    const role = parseRole(name)
    if (target.has(role)) throw new UserError(`${role} is given twice`)
    const replicas = parseCount(arg, count)
    target.set(role, () => replicas)
  }
  return target
}

function parseRole(text: string): Role {
  const role = ROLES.find((one) => one === text)
  if (role !== undefined) return role
  throw new UserError(`component '${text}' is not known; it must be one of ${ROLES.join(', ')}`)
}

function parseCount(arg: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UserError(`'${arg}' is not allowed; it must be component=replicas, a whole number`)
}
