import type { RequestColumns } from '../domain/requests.js'
import type { DryRunSettings } from '../domain/settings.js'
import { count, words } from '../planner/wording.js'
import type { Profile } from '../profile/profile.js'
import { valueAtRank } from './ranks.js'
import type { SimulatedSummary } from './simulated.js'

/** What a reader must know before trusting the simulated latencies, one sentence each. */
export function simulationWarnings(run: {
  readonly settings: DryRunSettings
  readonly profile: Profile
  readonly requests: RequestColumns
  readonly simulated: SimulatedSummary
}): string[] {
  const { settings, profile, requests, simulated } = run
  const longest = profile.prefill?.isl.at(-1) ?? 0
  const capacity = profile.decode?.maxKvTokens ?? 0
  const typical = medianTokensAbove(capacity, requests)
  const warnings: string[] = []
  if (simulated.completed === 0) {
    warnings.push(
      `nothing was ever served: ${outcomesInWords(simulated)} of ${count(requests.length, 'request')}`,
    )
  } else if (simulated.rejected > 0) {
    warnings.push(
      `${count(simulated.rejected, 'request')} rejected: longer than the KV cache of a replica (${words(capacity)} tokens)`,
    )
  }
  if (typical !== undefined) {
    warnings.push(
      `the KV cache of a replica holds ${words(capacity)} tokens, fewer than the median request of ${words(typical)}`,
    )
  }
  if (simulated.coverage.requests < 1) {
    const share = `${percent(1 - simulated.coverage.requests)} of the requests, ${percent(1 - simulated.coverage.tokens)} of the input tokens`
    warnings.push(
      `${share} belong to prompts beyond the profile's ${words(longest)} tokens; their TTFT is extrapolated (--long-prompts ${settings.longPrompts})`,
    )
  }
  if (settings.kvTransferGbps === null) {
    warnings.push(
      'the KV cache moves from prefill to decode in no time: --kv-transfer-gbps is not given',
    )
  }
  return warnings
}

function outcomesInWords({ rejected, killed }: SimulatedSummary): string {
  return `${words(rejected)} rejected and ${words(killed)} killed`
}

/** Input and output tokens of the median request, what its KV cache holds at its end, if above a capacity. */
function medianTokensAbove(
  capacity: number,
  { length, isl, osl }: RequestColumns,
): number | undefined {
  const rank = length >> 1
  let within = 0
  for (let i = 0; i < length; i++) if (isl[i]! + osl[i]! <= capacity) within++
  if (within > rank) return undefined
  return valueAtRank(
    Float64Array.from({ length }, (_, i) => isl[i]! + osl[i]!),
    rank,
  )
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}
