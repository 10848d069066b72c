import type { EnvironmentConnector } from '../../connectors/environment.js'
import { UserError } from '../../domain/user-error.js'
import type { LiveOptions } from '../settings/resolve-live.js'

/** What carries decisions out; null: nothing does. Clients are loaded only where they are used. */
export async function openEnvironment({
  environment,
}: LiveOptions): Promise<EnvironmentConnector | null> {
  if (environment === 'none') return null
  throw new UserError(`--environment ${environment} is not part of this build`, {
    hint: '--environment none decides and publishes without one',
  })
}
