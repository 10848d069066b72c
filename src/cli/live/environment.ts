import type { EnvironmentConnector } from '../../connectors/environment.js'
import { UserError } from '../../domain/user-error.js'
import type { LiveOptions } from '../settings/resolve-live.js'

export interface OpenedEnvironment {
  /** Null: nothing carries decisions out. */
  readonly connector: EnvironmentConnector | null
  readonly leadership: Leadership
}

/** Which of several planners may act. */
export interface Leadership {
  isLeader(): boolean
  /** Runs beside the loop and ends after it: an order under way must find the lease still held. */
  run(signal: AbortSignal): Promise<void>
}

const ALONE: Leadership = { isLeader: () => true, run: async () => undefined }

/** What carries decisions out. Clients are loaded only where they are used. */
export async function openEnvironment({ environment }: LiveOptions): Promise<OpenedEnvironment> {
  if (environment === 'none') return { connector: null, leadership: ALONE }
  throw new UserError(`--environment ${environment} is not part of this build`, {
    hint: '--environment none decides and publishes without one',
  })
}
