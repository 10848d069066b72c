import { UserError } from '../domain/user-error.js'

/** Names under which the field knows these errors (NVIDIA Dynamo's planner). */
export type PlannerErrorName =
  | 'DynamoGraphDeploymentNotFound'
  | 'SubComponentNotFound'
  | 'DuplicateSubComponent'
  | 'ModelNameNotFound'
  | 'DeploymentModelNameMismatch'
  | 'UserProvidedModelNameMismatch'
  | 'DeploymentValidation'
  | 'EmptyTargetReplicas'

/** The deployment, or what was asked of it, is not as a planner needs it; trying again does not help. */
export class PlannerError extends UserError {
  readonly errorName: PlannerErrorName

  constructor(errorName: PlannerErrorName, message: string, options: { hint?: string } = {}) {
    super(`${errorName}: ${message}`, options)
    this.errorName = errorName
  }
}

/** One error as it is, several as one that names them all; none throws nothing. */
export function throwCollected(errors: readonly PlannerError[]): void {
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) {
    const all = errors.map(({ message }) => message).join('; ')
    throw new PlannerError('DeploymentValidation', all)
  }
}
