import {
  METRIC_NAMES,
  METRICS,
  type MetricName,
  type MetricUnit,
  type MetricValues,
} from './metric.js'
import { allowance, roundingOf, type Tolerance } from './tolerance.js'
import { type Tolerances, toleranceOf } from './tolerances.js'

export type Verdict =
  | 'same'
  /** Worse or better, by no more than the tolerance. */
  | 'within'
  | 'better'
  | 'regressed'
  /** Differs, and may. */
  | 'not-judged'
  /** The baseline has no value for it. */
  | 'new'

export interface MetricVerdict {
  readonly metric: MetricName
  readonly label: string
  readonly unit: MetricUnit
  readonly better: 'higher' | 'lower'
  /** Null: nothing to measure, or not measured. */
  readonly baseline: number | null
  readonly now: number | null
  readonly tolerance: Tolerance
  readonly verdict: Verdict
}

/** Every metric that the baseline or the run has. */
export function judgeMetrics(
  baseline: MetricValues,
  now: MetricValues,
  asked: Tolerances,
): readonly MetricVerdict[] {
  const simulated = now.attainment !== undefined
  return METRIC_NAMES.filter(
    (metric) => baseline[metric] !== undefined || now[metric] !== undefined,
  ).map((metric) => {
    const { label, unit, better } = METRICS[metric]
    const tolerance = toleranceOf(metric, { asked, simulated })
    const values = { baseline: baseline[metric] ?? null, now: now[metric] ?? null }
    const verdict = baseline[metric] === undefined ? 'new' : judge(values, { better, tolerance })
    return { metric, label, unit, better, ...values, tolerance, verdict }
  })
}

interface Values {
  readonly baseline: number | null
  readonly now: number | null
}

/**
 * A regression is worse by more than the tolerance; exactly the tolerance is within. What can no longer be
 * measured is a regression, too: a gate that is gone must be seen to be gone.
 */
export function judge(
  { baseline, now }: Values,
  { better, tolerance }: { readonly better: 'higher' | 'lower'; readonly tolerance: Tolerance },
): Verdict {
  if (baseline === now) return 'same'
  if (tolerance.kind === 'any') return 'not-judged'
  if (baseline === null) return 'new'
  if (now === null) return 'regressed'
  const worse = better === 'higher' ? baseline - now : now - baseline
  const allowed = allowance(tolerance, baseline)!
  const rounding = roundingOf(baseline, now, allowed)
  if (worse > allowed + rounding) return 'regressed'
  return worse < -(allowed + rounding) ? 'better' : 'within'
}
