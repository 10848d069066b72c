import { ALONE } from '../../src/connectors/leadership.js'
import type { LiveInterval } from '../../src/domain/live-interval.js'
import type { DryRunSettings } from '../../src/domain/settings.js'
import type { LivePlan, LoopOptions } from '../../src/live/loop.js'
import { runLoop } from '../../src/live/loop.js'
import type { Profile } from '../../src/profile/profile.js'
import type { JournalInterval, JournalLine } from '../../src/run/journal.js'
import { LiveSession, type SessionOptions } from '../../src/run/live-session.js'
import { formulaProfile } from '../helpers/profile.js'
import { plannerSettings } from '../helpers/settings.js'

export const PROFILE: Profile = formulaProfile()

export function beginSession(
  changed: Partial<DryRunSettings> = {},
  options: Partial<SessionOptions> = {},
): Promise<LiveSession> {
  return LiveSession.begin({
    settings: plannerSettings({ ...changed }),
    acts: true,
    profile: PROFILE,
    profileSha256: 'formula',
    deployment: {
      environment: 'virtual',
      namespace: 'dynamo',
      modelName: 'm',
      start: { prefill: 1, decode: 1 },
    },
    resources: {},
    plannerVersion: '0.0.0',
    warmup: [],
    originEpochMs: 1_700_000_000_000,
    nowEpochMs: () => 1_700_000_000_000,
    ...options,
  })
}

/** The loop with a session that is written down line by line, as the program does. */
export function runSession(
  session: LiveSession,
  options: Omit<
    LoopOptions,
    'plan' | 'intervalSeconds' | 'onInterval' | 'onManualEdit' | 'start' | 'once' | 'leadership'
  > &
    Partial<LoopOptions>,
  write: (line: JournalInterval) => void | Promise<void>,
): Promise<void> {
  return runLoop({
    intervalSeconds: session.settings.adjustmentIntervalSeconds,
    start: { prefill: 1, decode: 1 },
    once: false,
    leadership: ALONE,
    onManualEdit: () => undefined,
    plan: async () => testPlan(session),
    ...options,
    async onInterval(interval: LiveInterval) {
      await write(session.line(interval))
      session.remember(interval)
    },
  })
}

export function testPlan(session: LiveSession): LivePlan {
  const { planner, acts } = session
  return { planner, acts, maxStalenessSeconds: 60, manualHoldIntervals: 0 }
}

/** As a journal's reader sees them: through JSON and back. */
export function asRead(lines: readonly JournalLine[]): JournalLine[] {
  return JSON.parse(JSON.stringify(lines)) as JournalLine[]
}
