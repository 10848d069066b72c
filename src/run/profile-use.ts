import { ROLES_OF_MODE } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import { UserError } from '../domain/user-error.js'
import { contextLength } from '../planner/sizing/decode.js'
import type { Performance } from '../planner/sizing/policy.js'
import { createDecodePerformance } from '../profile/decode-performance.js'
import { createPrefillPerformance } from '../profile/prefill-performance.js'
import type { Profile } from '../profile/profile.js'
import type { IntervalRecord, ProfileSummary } from './result.js'

/** What the planned pools can do by this profile; a pool the mode needs and the profile lacks is an error. */
export function createPerformance(profile: Profile, { mode, compat }: DryRunSettings): Performance {
  for (const role of ROLES_OF_MODE[mode]) {
    if (profile[role] === null) {
      throw new UserError(`profile ${profile.name} has no ${role} data; mode ${mode} needs it`)
    }
  }
  const { prefill, decode } = profile
  return {
    prefill: prefill === null ? null : createPrefillPerformance(prefill, { compat }),
    decode: decode === null ? null : createDecodePerformance(decode, { compat }),
  }
}

/** What the profile was, and how much of the traffic lay inside what it measured. */
export function summarizeProfile(
  profile: Profile,
  intervals: readonly IntervalRecord[],
): ProfileSummary {
  const { name, remarks, prefill, decode } = profile
  const islRange = prefill === null ? null : rangeOf(prefill.isl)
  const contextRange = decode === null ? null : rangeOf(decode.contextLength)
  return {
    name,
    remarks,
    prefill:
      prefill === null || islRange === null ? null : { samples: prefill.isl.length, islRange },
    decode:
      decode === null || contextRange === null
        ? null
        : {
            samples: decode.kvUsage.length,
            contextLengthRange: contextRange,
            kvUsageRange: rangeOf(decode.kvUsage),
            maxKvTokens: decode.maxKvTokens,
          },
    coverage: coverageOf(intervals, { islRange, contextRange }),
  }
}

/** Share of intervals with traffic that lay inside what was measured. */
export function coverageOf(
  intervals: readonly IntervalRecord[],
  {
    islRange,
    contextRange,
  }: {
    readonly islRange: readonly [number, number] | null
    readonly contextRange: readonly [number, number] | null
  },
): ProfileSummary['coverage'] {
  return {
    prefill: islRange && coverage(intervals, islRange, (record) => record.observed.isl),
    decode:
      contextRange && coverage(intervals, contextRange, (record) => contextLength(record.observed)),
  }
}

function coverage(
  intervals: readonly IntervalRecord[],
  [low, high]: readonly [number, number],
  loadOf: (record: IntervalRecord) => number,
): number | null {
  const busy = intervals.filter((record) => record.observed.requests > 0)
  const inside = busy.filter((record) => loadOf(record) >= low && loadOf(record) <= high)
  return busy.length === 0 ? null : inside.length / busy.length
}

function rangeOf(values: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}
