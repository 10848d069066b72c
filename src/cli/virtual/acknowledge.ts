import type { VirtualEnvironment } from '../../connectors/virtual-environment.js'
import { UserError } from '../../domain/user-error.js'

/** Acknowledges a decision that was made. @throws UserError for one that was not. */
export async function acknowledge(
  environment: VirtualEnvironment,
  text: string,
  signal: AbortSignal,
): Promise<number> {
  const decision = /^\d{1,15}$/.test(text) ? Number(text) : undefined
  if (decision === undefined) {
    throw new UserError(`decision '${text}' is not allowed; it must be a whole number, at least 0`)
  }
  const last = (await environment.order(signal))?.decisionId
  if (last === undefined || decision > last) {
    const made = last === undefined ? 'none has been made yet' : `the last one is ${last}`
    throw new UserError(`there is no decision ${decision}; ${made}`)
  }
  await environment.acknowledge(decision, signal)
  return decision
}
