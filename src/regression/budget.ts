import { METRIC_NAMES, type MetricName, type MetricValues } from './metric.js'
import { roundingOf } from './tolerance.js'

export type BudgetOperator = '>=' | '<=' | '>' | '<'

/** An absolute gate, whatever the baseline was. */
export interface Budget {
  readonly metric: MetricName
  readonly operator: BudgetOperator
  readonly limit: number
}

export interface BudgetVerdict extends Budget {
  /** Null where there was nothing to measure, which keeps no budget. */
  readonly now: number | null
  readonly kept: boolean
}

const BUDGET = /^\s*([A-Za-z]\w*)\s*(>=|<=|>|<)\s*(\d+\.?\d*|\.\d+)\s*(%?)\s*$/

export const BUDGET_ALLOWED = 'a metric, one of >= <= > <, and a number, such as attainment >= 0.99'

/** Undefined when it has not the form of a budget; the metric may still be unknown. */
export function splitBudget(
  text: string,
):
  | { readonly metric: string; readonly operator: BudgetOperator; readonly limit: number }
  | undefined {
  const [, metric, operator, number, percent] = BUDGET.exec(text) ?? []
  if (metric === undefined) return undefined
  const limit = percent === '%' ? Number(number) / 100 : Number(number)
  return { metric, operator: operator as BudgetOperator, limit }
}

export function isMetricName(name: string): name is MetricName {
  return (METRIC_NAMES as readonly string[]).includes(name)
}

export function judgeBudget(budget: Budget, metrics: MetricValues): BudgetVerdict {
  const now = metrics[budget.metric] ?? null
  return { ...budget, now, kept: now !== null && isKept(budget, now) }
}

function isKept({ operator, limit }: Budget, now: number): boolean {
  const rounding = roundingOf(now, limit)
  switch (operator) {
    case '>=':
      return now >= limit - rounding
    case '<=':
      return now <= limit + rounding
    case '>':
      return now > limit
    case '<':
      return now < limit
  }
}
