import type { PerRole, Role } from '../../domain/role.js'
import type { Backend } from '../../domain/settings.js'
import { PlannerError, throwCollected } from '../planner-error.js'
import type { Deployment, Service } from './deployment.js'

/** Names that the backends' own examples give to services without a type. */
const BACKEND_NAMES: Readonly<Record<Backend, PerRole<string>>> = {
  vllm: { prefill: 'VllmPrefillWorker', decode: 'VllmDecodeWorker' },
  sglang: { prefill: 'prefill', decode: 'decode' },
  mocker: { prefill: 'prefill', decode: 'decode' },
  trtllm: { prefill: 'TRTLLMPrefillWorker', decode: 'TRTLLMDecodeWorker' },
}

/**
 * The service of each planned role: by its type, else, for decode, the single `worker`, else by the backend's
 * own name when it carries no type. @throws PlannerError that names every role without exactly one.
 */
export function findServices(
  deployment: Deployment,
  { roles, backend }: { readonly roles: readonly Role[]; readonly backend: Backend },
): ReadonlyMap<Role, Service> {
  const errors: PlannerError[] = []
  const found = new Map<Role, Service>()
  for (const role of roles) {
    const candidates = candidatesFor(deployment, role, BACKEND_NAMES[backend][role])
    if (candidates.length === 1) found.set(role, candidates[0]!)
    else errors.push(notOne(deployment, role, candidates))
  }
  throwCollected(errors)
  return found
}

function candidatesFor({ services }: Deployment, role: Role, ownName: string): readonly Service[] {
  const typed = services.filter(({ type }) => type === role)
  if (typed.length > 0) return typed
  const workers = role === 'decode' ? services.filter(({ type }) => type === 'worker') : []
  if (workers.length > 0) return workers
  return services.filter(({ name, type }) => type === null && name === ownName)
}

function notOne(
  { name, services }: Deployment,
  role: Role,
  found: readonly Service[],
): PlannerError {
  const list = (some: readonly Service[]) => some.map((service) => service.name).join(', ')
  return found.length === 0
    ? new PlannerError(
        'SubComponentNotFound',
        `deployment ${name} has no ${role} service; it has ${list(services) || 'none at all'}`,
      )
    : new PlannerError(
        'DuplicateSubComponent',
        `deployment ${name} has ${found.length} ${role} services, ${list(found)}; exactly one is allowed`,
      )
}
