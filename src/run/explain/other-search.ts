import type { ReasonCode } from '../../domain/decision.js'
import type { Change, IntervalSpan } from './change.js'
import type { Trial } from './counterfactual.js'
import type { ReplicaSearch } from './replica-search.js'

/** Start-up times to try, seconds: from that of a large model's weights over a network down to none. */
const STARTUP_SECONDS = [300, 120, 60, 30, 10]

/** The traffic that came instead of its forecast: in the interval, from an earlier one on, always. */
export async function findForecast(
  { result, index, trials }: ReplicaSearch,
  span: IntervalSpan,
): Promise<Trial | null> {
  let last: Trial | null = null
  // Nothing was forecast for interval 0.
  const begins = [index, span.from, 1].filter((from) => from >= 1 && from <= index)
  for (const from of new Set(begins)) {
    const isExact = result.intervals.slice(from, index + 1).every(({ observed, predicted }) => {
      return (['requests', 'isl', 'osl'] as const).every((key) => observed[key] === predicted[key])
    })
    if (isExact) continue
    last = await trials.of({ kind: 'forecast', from, through: index })
    if (last.passes) return last
  }
  return last
}

/** The slowest start-up of those to try that lets the interval pass; none at all when none does. */
export async function findStartup({ result, trials }: ReplicaSearch): Promise<Trial | null> {
  const { startupSeconds } = result.settings
  const now = typeof startupSeconds === 'number' ? startupSeconds : startupSeconds.median
  if (now === 0) return null
  const none = await trials.of({ kind: 'startup', seconds: 0 })
  if (!none.passes) return none
  for (const seconds of STARTUP_SECONDS.filter((seconds) => seconds < now)) {
    const trial = await trials.of({ kind: 'startup', seconds })
    if (trial.passes) return trial
  }
  return none
}

/** A limit lifted for the whole run, when it bound in the interval or before. */
export async function findLifted(
  { result, index, trials }: ReplicaSearch,
  kind: Extract<Change['kind'], ReasonCode>,
): Promise<Trial | null> {
  const bound = result.intervals
    .slice(0, index + 1)
    .some(({ decision }) => decision.reasons.some(({ code }) => code === kind))
  return bound ? trials.of({ kind }) : null
}
