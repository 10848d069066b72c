import type { EnvironmentConnector, EnvironmentOutcome } from '../connectors/environment.js'
import type { PoolOutcome } from '../domain/apply-result.js'

/** The same environment; what its servers say in errors and reasons is searched for secrets before it is shown. */
export function discreetEnvironment(
  environment: EnvironmentConnector,
  hide: (text: string) => string,
): EnvironmentConnector {
  async function told<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      // The same error: its class and exit code say what it is.
      if (error instanceof Error) error.message = hide(error.message)
      throw error
    }
  }
  return {
    readDeployment: (signal) => told(environment.readDeployment(signal)),
    readPools: (signal) => told(environment.readPools(signal)),
    apply: async (replicas, signal) =>
      discreetOutcome(await told(environment.apply(replicas, signal)), hide),
  }
}

function discreetOutcome(
  outcome: EnvironmentOutcome,
  hide: (text: string) => string,
): EnvironmentOutcome {
  const pool = (one: PoolOutcome): PoolOutcome =>
    one.kind === 'skipped' ? { ...one, reason: hide(one.reason) } : one
  return {
    ...outcome,
    ...(outcome.kind === 'skipped' ? { reason: hide(outcome.reason) } : {}),
    ...(outcome.pools && {
      pools: { prefill: pool(outcome.pools.prefill), decode: pool(outcome.pools.decode) },
    }),
  }
}
