import type { Secrets } from '../../connectors/secrets.js'
import type { PerRole } from '../../domain/role.js'
import type { Clock } from '../../live/clock.js'
import type { ElectionLog } from '../../live/election-log.js'
import type { Health } from '../../live/health.js'
import type { Log } from '../../live/log.js'
import type { LiveMetrics } from '../../live/metrics.js'
import type { SettingSources } from '../settings/resolve.js'
import type { LiveOptions } from '../settings/resolve-live.js'
import type { LivePage } from './live-page.js'
import type { StatusBoard } from './status-board.js'
import type { LiveWatch } from './watch-live.js'

/** What the command hands over. */
export interface LiveRun {
  readonly options: LiveOptions
  readonly sources: SettingSources
  /** Settings as they are now, for a reload. */
  readonly readSources: () => Promise<SettingSources>
  /** Calls back when settings are to be read anew. */
  readonly onReload: (reload: () => void) => void
  readonly plannerVersion: string
  readonly clock: Clock
  /** Null: nobody looks. */
  readonly watch: LiveWatch | null
  readonly signal: AbortSignal
}

/** What the program says of itself while it runs. */
export interface LiveOutlets {
  readonly log: Log
  readonly metrics: LiveMetrics
  readonly health: Health
  readonly election: ElectionLog
  readonly secrets: Secrets
  readonly page: LivePage
  readonly status: StatusBoard
  /** How long orders have been held up already, by the journal of earlier runs. */
  readonly heldUpSeconds: PerRole<number | null>
}
