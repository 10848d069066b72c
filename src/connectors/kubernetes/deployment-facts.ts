import { ROLES, type Role } from '../../domain/role.js'
import type { DeploymentFacts } from '../environment.js'
import { PlannerError, throwCollected } from '../planner-error.js'
import type { Service } from './deployment.js'
import { modelNameOf } from './model-name.js'

/**
 * Model and GPU counts of the planned services. @throws PlannerError when no model is named, when pools serve
 * different ones, or when the user's is not theirs; names are compared ignoring case.
 */
export function factsOf(
  services: ReadonlyMap<Role, Service>,
  userModelName: string | null,
): DeploymentFacts {
  const gpus = (role: Role) => services.get(role)?.gpus ?? null
  return {
    modelName: modelName(services, userModelName),
    gpusPerReplica: { prefill: gpus('prefill'), decode: gpus('decode') },
  }
}

function modelName(services: ReadonlyMap<Role, Service>, userModelName: string | null): string {
  const named = ROLES.flatMap((role) => {
    const service = services.get(role)
    const model = service && modelNameOf(service.args)
    return model === undefined ? [] : [{ service: service!.name, model }]
  })
  const [first, second] = named
  const errors: PlannerError[] = []
  if (first && second && !isSame(first.model, second.model)) {
    const what = `${first.service} serves ${first.model}, ${second.service} serves ${second.model}`
    errors.push(new PlannerError('DeploymentModelNameMismatch', what))
  }
  const foreign = named.find(({ model }) => userModelName !== null && !isSame(model, userModelName))
  if (foreign) {
    const what = `--model-name is ${userModelName}, but ${foreign.service} serves ${foreign.model}`
    errors.push(new PlannerError('UserProvidedModelNameMismatch', what))
  }
  throwCollected(errors)
  const model = first?.model ?? userModelName
  if (model === null) throw notNamed(services)
  return model
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function notNamed(services: ReadonlyMap<Role, Service>): PlannerError {
  const names = [...services.values()].map(({ name }) => name).join(' and ')
  return new PlannerError(
    'ModelNameNotFound',
    `the arguments of ${names} name no model (--served-model-name, --model-name or --model)`,
    { hint: 'give --model-name' },
  )
}
