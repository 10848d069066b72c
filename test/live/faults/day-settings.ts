import type { PlannerSettings } from '../../../src/domain/settings.js'
import { plannerSettings } from '../../helpers/settings.js'

/**
 * A day's time is cheap where little happens in it: intervals, leases and the ways of requests are as much longer than
 * in the field as there are fewer of them.
 */
export const DAY_SECONDS = 86_400
export const INTERVAL_SECONDS = 2400
export const LEASE_SECONDS = 2400
/** A request under way takes effect within so long, which the margin of a lease (a third of it) must cover. */
export const LONGEST_WAY_SECONDS = 0.25 * LEASE_SECONDS
/** A server gives up a request that does not say when: 60 s where a lease has 15. */
export const SERVER_LIMIT_SECONDS = 4 * LEASE_SECONDS
/** Longer than what a lease has left at most: as slow a server as a user may allow for. */
export const TIMEOUT_SECONDS = LEASE_SECONDS
/** Nothing fails in the last part of a day: time to be back on target. */
export const FAULTY_MS = 0.8 * DAY_SECONDS * 1000

/** How long an order that is not carried out holds up the next. */
export const MOST_WAIT_SECONDS = 2 * INTERVAL_SECONDS

export const GPUS = { prefill: 1, decode: 2 }

export const SETTINGS: PlannerSettings = plannerSettings({
  adjustmentIntervalSeconds: INTERVAL_SECONDS,
  loadPredictor: 'constant',
  noCorrection: true,
  maxGpuBudget: 20,
  prefillEngineNumGpu: GPUS.prefill,
  decodeEngineNumGpu: GPUS.decode,
})
