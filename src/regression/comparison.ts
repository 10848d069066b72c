import type { Result } from '../run/result.js'
import type { Baseline, BaselineSettings, InputFile, Inputs } from './baseline.js'
import { type Budget, type BudgetVerdict, judgeBudget } from './budget.js'
import {
  compareDecisions,
  type DecisionDifference,
  replicasApart,
  replicasOf,
} from './decisions.js'
import { metricsOf } from './metric.js'
import { judgeMetrics, type MetricVerdict, type Verdict } from './metric-verdict.js'
import { allowance, type Tolerance } from './tolerance.js'
import { type Tolerances, toleranceOf } from './tolerances.js'

export interface ComparisonInput {
  readonly baseline: Baseline
  readonly result: Result
  readonly inputs: Inputs
  readonly tolerances: Tolerances
  readonly budgets: readonly Budget[]
}

export interface Comparison {
  readonly changedInputs: readonly InputChange[]
  readonly changedSettings: readonly SettingChange[]
  /** Null where both are of the same version. */
  readonly otherVersion: { readonly baseline: string; readonly now: string } | null
  readonly metrics: readonly MetricVerdict[]
  readonly replicas: ReplicasVerdict
  readonly budgets: readonly BudgetVerdict[]
}

export interface InputChange {
  readonly input: 'trace' | 'profile' | 'warm-up trace'
  readonly baseline: InputFile | null
  readonly now: InputFile | null
}

export interface SettingChange {
  /** As in a result file. */
  readonly setting: keyof BaselineSettings
  readonly baseline: unknown
  readonly now: unknown
}

export interface ReplicasVerdict {
  readonly tolerance: Tolerance
  /** Null where intervals are of other lengths, or the baseline has none: none stands beside another. */
  readonly difference: DecisionDifference | null
  readonly intervals: { readonly baseline: number; readonly now: number }
  readonly verdict: Verdict
}

/** What a case came to, beside its baseline. */
export function compareWithBaseline(input: ComparisonInput): Comparison {
  const { baseline, result, inputs, tolerances } = input
  const metrics = metricsOf(result)
  return {
    changedInputs: changedInputs(baseline.inputs, inputs),
    changedSettings: changedSettings(baseline.settings, result.settings),
    otherVersion:
      baseline.plannerVersion === result.plannerVersion
        ? null
        : { baseline: baseline.plannerVersion, now: result.plannerVersion },
    metrics: judgeMetrics(baseline.metrics, metrics, tolerances),
    replicas: judgeReplicas(input),
    budgets: judgeBudgets(input),
  }
}

/** Without a baseline only these can be judged. */
export function judgeBudgets({
  result,
  budgets,
}: Pick<ComparisonInput, 'result' | 'budgets'>): readonly BudgetVerdict[] {
  const metrics = metricsOf(result)
  return budgets.map((budget) => judgeBudget(budget, metrics))
}

export function hasRegressed({ metrics, replicas, budgets }: Comparison): boolean {
  return [...metrics, replicas].some(({ verdict }) => verdict === 'regressed') || isOver(budgets)
}

export function isOver(budgets: readonly BudgetVerdict[]): boolean {
  return budgets.some(({ kept }) => !kept)
}

function changedInputs(baseline: Inputs, now: Inputs): readonly InputChange[] {
  const pairs = [
    { input: 'trace', baseline: baseline.trace, now: now.trace },
    { input: 'profile', baseline: baseline.profile, now: now.profile },
    { input: 'warm-up trace', baseline: baseline.warmup, now: now.warmup },
  ] as const
  return pairs.filter((pair) => pair.baseline?.sha256 !== pair.now?.sha256)
}

export function changedSettings(
  baseline: BaselineSettings,
  now: BaselineSettings,
): readonly SettingChange[] {
  const names = Object.keys(baseline) as (keyof BaselineSettings)[]
  return names
    .filter((setting) => JSON.stringify(baseline[setting]) !== JSON.stringify(now[setting]))
    .map((setting) => ({ setting, baseline: baseline[setting], now: now[setting] }))
}

function judgeReplicas({ baseline, result, tolerances }: ComparisonInput): ReplicasVerdict {
  const tolerance = toleranceOf('replicas', { asked: tolerances, simulated: false })
  const intervals = { baseline: baseline.intervals, now: result.intervals.length }
  const seconds = result.settings.adjustmentIntervalSeconds
  const difference =
    baseline.intervals > 0 && baseline.settings.adjustmentIntervalSeconds === seconds
      ? compareDecisions(
          replicasOf(baseline.decisions, baseline.intervals),
          result.intervals.map(({ target }) => target),
        )
      : null
  return { tolerance, difference, intervals, verdict: replicasVerdict(difference, tolerance) }
}

function replicasVerdict(difference: DecisionDifference | null, tolerance: Tolerance): Verdict {
  if (difference !== null && difference.largest === null) return 'same'
  if (tolerance.kind === 'any') return 'not-judged'
  // Asked for, and not to be had.
  if (difference === null || difference.largest === null) return 'regressed'
  const { largest } = difference
  return replicasApart(largest) > allowance(tolerance, largest.baseline)! ? 'regressed' : 'within'
}
