import type { Decision } from '../domain/decision.js'
import { UserError } from '../domain/user-error.js'
import type { ForecastResources } from '../forecast/forecaster.js'
import { held } from '../planner/held.js'
import type { Planner } from '../planner/planner.js'
import type { Profile } from '../profile/profile.js'
import type { JournalInterval, JournalLine, JournalStart } from './journal.js'
import { createLivePlanner } from './live-planner.js'
import { createPerformance } from './profile-use.js'

export interface JournalReplay {
  readonly lines: readonly JournalLine[]
  /** The very profile that a start line names. */
  readonly readProfile: (start: JournalStart) => Promise<Profile>
  readonly resources: ForecastResources
  readonly signal: AbortSignal
  /** Awaited, so that a signal comes through. */
  readonly onInterval: (done: number) => void | Promise<void>
}

export interface ReplayReport {
  readonly intervals: number
  /** Starts of the program, changes of its settings, new files. */
  readonly starts: number
  readonly differences: readonly DecisionDifference[]
}

export interface DecisionDifference {
  readonly index: number
  readonly atEpochMs: number
  readonly journal: Decision
  readonly replay: Decision
}

/**
 * Tells the offline core what the journal says was observed, and compares what it decides, byte for byte.
 * @throws UserError for a journal that does not begin with a start line.
 */
export async function replayJournal(input: JournalReplay): Promise<ReplayReport> {
  const differences: DecisionDifference[] = []
  let planner: Planner | null = null
  let intervals = 0
  let starts = 0
  for (const line of input.lines) {
    input.signal.throwIfAborted()
    if (line.kind === 'start') {
      planner = await plannerOf(line, input)
      starts++
      continue
    }
    if (planner === null) throw new UserError('the journal does not begin with a start line')
    const replay = decideAgain(planner, line)
    if (JSON.stringify(replay) !== JSON.stringify(line.decision)) {
      const { index, atEpochMs, decision } = line
      differences.push({ index, atEpochMs, journal: decision, replay })
    }
    await input.onInterval(++intervals)
  }
  return { intervals, starts, differences }
}

async function plannerOf(start: JournalStart, input: JournalReplay): Promise<Planner> {
  const { settings, warmup, history } = start
  const performance = createPerformance(await input.readProfile(start), settings)
  const { resources } = input
  return createLivePlanner({ settings, performance, resources, warmup, history })
}

function decideAgain(planner: Planner, line: JournalInterval): Decision {
  if (line.observation !== null) planner.observe(line.observation)
  const planned = planner.decide()
  if (line.hold === null) return planned
  return held(planned, { replicas: line.decision.replicas, why: line.hold.text })
}
