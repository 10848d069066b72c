import type { Result } from '../run/result.js'
import type { BaselineSettings } from './baseline.js'
import { changedSettings, type SettingChange } from './comparison.js'
import { compareDecisions, type DecisionDifference } from './decisions.js'
import { METRIC_NAMES, metricsOf } from './metric.js'
import { judgeMetrics, type MetricVerdict } from './metric-verdict.js'
import type { Tolerances } from './tolerances.js'

/** Two runs side by side: nothing is judged. */
export interface ResultDifference {
  readonly changedSettings: readonly SettingChange[]
  readonly metrics: readonly MetricVerdict[]
  /** Null where intervals are of other lengths. */
  readonly decisions: DecisionDifference | null
  /** Facts of the trace that differ: then it was not the settings alone that made the difference. */
  readonly otherTrace: boolean
}

const UNJUDGED: Tolerances = Object.fromEntries(METRIC_NAMES.map((name) => [name, { kind: 'any' }]))

export function compareResults(a: Result, b: Result): ResultDifference {
  const targets = ({ intervals }: Result) => intervals.map(({ target }) => target)
  const sameLength = a.settings.adjustmentIntervalSeconds === b.settings.adjustmentIntervalSeconds
  return {
    changedSettings: changedSettings(a.settings as BaselineSettings, b.settings),
    metrics: judgeMetrics(metricsOf(a), metricsOf(b), UNJUDGED),
    decisions: sameLength ? compareDecisions(targets(a), targets(b)) : null,
    otherTrace: traceFacts(a) !== traceFacts(b),
  }
}

function traceFacts({ trace }: Result): string {
  const { requests, inputTokens, outputTokens, firstSeconds, lastSeconds } = trace
  return JSON.stringify([requests, inputTokens, outputTokens, firstSeconds, lastSeconds])
}
