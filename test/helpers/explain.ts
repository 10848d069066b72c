import fc from 'fast-check'
import type { Reason } from '../../src/domain/decision.js'
import type { RequestColumns } from '../../src/domain/requests.js'
import type { PerRole } from '../../src/domain/role.js'
import type { DryRunSettings } from '../../src/domain/settings.js'
import type { Traffic } from '../../src/domain/traffic.js'
import { NEUTRAL_CORRECTION } from '../../src/planner/correction.js'
import { decide } from '../../src/planner/decide.js'
import { dryRun } from '../../src/run/dryrun.js'
import { intervalRecord } from '../../src/run/interval-record.js'
import type { Result } from '../../src/run/result.js'
import { linearPerformance } from './performance.js'
import { formulaProfile } from './profile.js'
import { type MadeRequest, requestsOf, traceOfRequests } from './requests.js'
import { sampleResult } from './sample-result.js'
import { plannerSettings } from './settings.js'

/** Ten minutes in which the traffic grows fourfold from minute 4 on and falls again from minute 7 on. */
export const WAVE: readonly MadeRequest[] = Array.from({ length: 10 }, (_, minute) => {
  const count = minute >= 4 && minute < 7 ? 2400 : 600
  return Array.from({ length: count }, (_, i) => ({
    arrivalMs: 60_000 * minute + (60_000 * i) / count,
    isl: 1000 + ((i * 7919) % 2000),
    osl: 20 + ((i * 104_729) % 60),
  }))
}).flat()

export const anyTraffic = fc.array(
  fc.record({
    arrivalMs: fc.integer({ min: 0, max: 900_000 }),
    isl: fc.integer({ min: 1, max: 20_000 }),
    osl: fc.integer({ min: 0, max: 400 }),
  }),
  { minLength: 1, maxLength: 300, size: 'max' },
)

/** A simulated dry run on formulaProfile, and the requests it played. */
export async function played(
  changed: Partial<DryRunSettings>,
  made: readonly MadeRequest[],
): Promise<{ readonly result: Result; readonly requests: RequestColumns }> {
  const settings = plannerSettings({ simulate: 'requests', ...changed })
  const requests = requestsOf(made)
  const result = await dryRun({
    settings,
    trace: traceOfRequests(made, settings.adjustmentIntervalSeconds),
    requests,
    warmup: null,
    profile: formulaProfile(),
    resources: {},
    plannerVersion: '0.0.0',
  })
  return { result, requests }
}

export interface Decided {
  readonly forecast: Traffic
  /** What came; as forecast when absent. */
  readonly actual?: Traffic
  readonly correction?: PerRole<number>
  readonly settings?: Partial<DryRunSettings>
  /** Ready at the end of interval 0 and of interval 1, in a simulated run. */
  readonly ready?: readonly [PerRole<number>, PerRole<number>]
  /** What the connector said. */
  readonly said?: readonly Reason[]
}

/** Two intervals: the start replicas, and one that was decided with linearPerformance. */
export function decidedResult(decided: Decided): Result {
  const { forecast, actual = forecast, correction = NEUTRAL_CORRECTION, said = [], ready } = decided
  const made = sampleResult({ intervals: 2, simulated: true })
  const settings = plannerSettings(decided.settings)
  const performance = linearPerformance()
  const decision = decide({ forecast, correction, performance, settings })
  const record = intervalRecord({
    sample: { index: 1, startSeconds: settings.adjustmentIntervalSeconds, ...actual },
    target: decision.replicas,
    reasons: said,
    decision,
    performance,
    settings,
  })
  const intervals = [made.intervals[0]!, record].map(({ simulated: _, ...open }, i) =>
    ready === undefined
      ? open
      : { ...open, simulated: { ...made.intervals[i]!.simulated!, ready: ready[i]! } },
  )
  const { simulated, ...open } = made.summary
  const summary = ready === undefined ? open : { ...open, simulated: simulated! }
  return { ...made, settings, intervals, summary }
}
