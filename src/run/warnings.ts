import type { ReasonCode } from '../domain/decision.js'
import { ROLES_OF_MODE } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import { gpusPerEngine } from '../planner/sizing/policy.js'
import { count, words } from '../planner/wording.js'
import type { IntervalRecord } from './result.js'
import type { TraceIntervals } from './trace-intervals.js'

interface Warned {
  readonly settings: DryRunSettings
  readonly trace: TraceIntervals
  readonly warmup: TraceIntervals | null
  readonly intervals: readonly IntervalRecord[]
}

/** What a reader of the result must know before trusting it, one sentence each. */
export function collectWarnings(run: Warned): string[] {
  const traces = run.warmup === null ? [run.trace] : [run.trace, run.warmup]
  return [
    ...traces.flatMap(traceWarnings),
    ...budgetWarnings(run.settings),
    ...decisionWarnings(run.intervals),
  ]
}

function traceWarnings({ summary }: TraceIntervals): string[] {
  const warnings: string[] = []
  if (summary.badLines > 0) {
    warnings.push(
      `${summary.name}: ${count(summary.badLines, 'bad line')} left out; the first: ${summary.firstBadLine}`,
    )
  }
  if (!summary.sorted)
    warnings.push(
      `${summary.name}: not sorted by time; requests were put into their intervals all the same`,
    )
  return warnings
}

function budgetWarnings(settings: DryRunSettings): string[] {
  const { maxGpuBudget: budget, minEndpoint, startNumP, startNumD } = settings
  if (budget < 0) return []
  const start = { prefill: startNumP, decode: startNumD }
  let least = 0
  let atStart = 0
  for (const role of ROLES_OF_MODE[settings.mode]) {
    least += minEndpoint * gpusPerEngine(settings, role)
    atStart += start[role] * gpusPerEngine(settings, role)
  }
  const warnings: string[] = []
  if (budget < least) {
    warnings.push(
      `the GPU budget of ${words(budget)} is below the ${words(least)} that ${words(minEndpoint)} replica per pool takes: no worker may run`,
    )
  }
  if (atStart > budget) {
    warnings.push(
      `the start replicas take ${count(atStart, 'GPU')}, more than the budget of ${words(budget)}`,
    )
  }
  return warnings
}

const TELLING: readonly (readonly [ReasonCode, string])[] = [
  ['budget', 'the GPU budget cut what the load asked for'],
  ['target-unmeetable', 'no measured operating point met a latency target'],
  ['outside-profile', 'the forecast load lay outside what the profile measured'],
  ['physical-model', "the profile's surface was unphysical and the fitted model stood in"],
  ['forecast-replaced', "the forecaster's raw answer was unusable and was replaced"],
]

function decisionWarnings(intervals: readonly IntervalRecord[]): string[] {
  return TELLING.flatMap(([code, what]) => {
    const touched = intervals.filter(({ decision }) =>
      decision.reasons.some((reason) => reason.code === code),
    )
    const first = touched[0]
    if (first === undefined) return []
    const example = first.decision.reasons.find((reason) => reason.code === code)?.text
    return [
      `in ${words(touched.length)} of ${count(intervals.length, 'interval')} ${what}; first in interval ${first.index}: ${example}`,
    ]
  })
}
