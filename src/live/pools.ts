import type { EnvironmentConnector } from '../connectors/environment.js'
import type { Hold, PoolSighting } from '../domain/live-interval.js'
import type { PerRole } from '../domain/role.js'
import { type Deadline, withDeadline } from './deadline.js'
import { causeOf } from './error-cause.js'

export interface PoolsRead {
  /** Null when the environment did not say, or there is none. */
  readonly sighting: PerRole<PoolSighting> | null
  /** Set when it should have said and did not. */
  readonly hold: Hold | null
}

/** What runs now. A failure is a hold, not an error; it rejects only when the outer signal aborts. */
export async function readPools(
  environment: EnvironmentConnector | null,
  deadline: Deadline,
): Promise<PoolsRead> {
  if (environment === null) return { sighting: null, hold: null }
  try {
    const { prefill, decode } = await withDeadline(deadline, (signal) =>
      environment.readPools(signal),
    )
    return { sighting: { prefill: pool(prefill), decode: pool(decode) }, hold: null }
  } catch (error) {
    deadline.signal.throwIfAborted()
    const text = `the environment does not say what runs: ${causeOf(error)}`
    return { sighting: null, hold: { code: 'environment', text } }
  }
}

function pool({
  desired,
  running,
}: {
  readonly desired: number
  readonly running: number | null
}): PoolSighting {
  return { desired, running }
}
