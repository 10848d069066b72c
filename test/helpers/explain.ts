import fc from 'fast-check'
import type { RequestColumns } from '../../src/domain/requests.js'
import type { DryRunSettings } from '../../src/domain/settings.js'
import { dryRun } from '../../src/run/dryrun.js'
import type { Result } from '../../src/run/result.js'
import { formulaProfile } from './profile.js'
import { type MadeRequest, requestsOf, traceOfRequests } from './requests.js'
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
  { minLength: 1, maxLength: 300 },
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
