import type { LiveInterval } from '../domain/live-interval.js'
import type { Observation } from '../domain/observation.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { Traffic } from '../domain/traffic.js'
import type { ForecastResources } from '../forecast/forecaster.js'
import type { Planner } from '../planner/planner.js'
import type { Performance } from '../planner/sizing/policy.js'
import type { Profile } from '../profile/profile.js'
import {
  JOURNAL_VERSION,
  type JournalInterval,
  type JournalStart,
  type LiveDeployment,
} from './journal.js'
import { createLivePlanner } from './live-planner.js'
import { LiveRecorder } from './live-recorder.js'
import { createPerformance, summarizeProfile } from './profile-use.js'

/** What a reload may change. */
export interface SessionPlan {
  readonly settings: DryRunSettings
  readonly acts: boolean
  readonly profile: Profile
  readonly profileSha256: string
}

export interface SessionOptions extends SessionPlan {
  readonly deployment: Omit<LiveDeployment, 'acts'>
  readonly resources: ForecastResources
  readonly plannerVersion: string
  readonly warmup: readonly Traffic[]
  /** Clock time at which interval 0 begins, ms since 1970 UTC. */
  readonly originEpochMs: number
  readonly nowEpochMs: () => number
}

/**
 * What a live run knows: its planner, what the planner was told, and the records so far. It can say at any
 * time, in a start line, all it takes to go on from there.
 */
export class LiveSession {
  private readonly history: Observation[] = []
  private readonly recorder: LiveRecorder

  private constructor(
    private readonly options: SessionOptions,
    private current: SessionPlan & { readonly planner: Planner; readonly performance: Performance },
  ) {
    this.recorder = new LiveRecorder(current, options.deployment.start)
  }

  static async begin(options: SessionOptions): Promise<LiveSession> {
    return new LiveSession(options, await prepared(options, options, []))
  }

  get planner(): Planner {
    return this.current.planner
  }

  get settings(): DryRunSettings {
    return this.current.settings
  }

  get acts(): boolean {
    return this.current.acts
  }

  /** Changes the settings; the planner keeps what it has learned. Nothing changes when it fails. */
  async reload(plan: SessionPlan): Promise<void> {
    this.current = await prepared(plan, this.options, this.history)
    this.recorder.use(this.current)
  }

  startLine(cause: JournalStart['cause']): JournalStart {
    const { options, current } = this
    return {
      kind: 'start',
      journalVersion: JOURNAL_VERSION,
      plannerVersion: options.plannerVersion,
      cause,
      atEpochMs: options.nowEpochMs(),
      originEpochMs: options.originEpochMs,
      settings: current.settings,
      deployment: { ...options.deployment, acts: current.acts },
      profile: summarizeProfile(current.profile, []),
      profileSha256: current.profileSha256,
      warmup: options.warmup,
      history: this.history.slice(),
    }
  }

  /** The interval with its record; `remember` it once it is written down. */
  line(interval: LiveInterval): JournalInterval {
    return { kind: 'interval', ...interval, record: this.recorder.record(interval) }
  }

  /** A start line that is made later holds it. */
  remember({ observation }: LiveInterval): void {
    if (observation !== null) this.history.push(observation)
  }
}

async function prepared(
  plan: SessionPlan,
  { resources, warmup }: SessionOptions,
  history: readonly Observation[],
) {
  const { settings, acts, profile, profileSha256 } = plan
  const performance = createPerformance(profile, settings)
  const planner = await createLivePlanner({ settings, performance, resources, warmup, history })
  return { settings, acts, profile, profileSha256, performance, planner }
}
