import type { BudgetVerdict } from '../../regression/budget.js'
import type { CaseReport, ComparedOutcome, FirstDifference } from '../../regression/case-report.js'
import type { Comparison, ReplicasVerdict } from '../../regression/comparison.js'
import { formatCount, formatPair, formatPlural } from '../units.js'
import { metricRow, valueTexts } from './metric-text.js'

/** `attainment >= 0.99`, as it stands in the check file. */
export function budgetText({ metric, operator, limit }: BudgetVerdict): string {
  return `${metric} ${operator} ${limit}`
}

/** How many intervals have other replicas; null where all are the same. */
export function decisionsText({ difference }: Pick<ReplicasVerdict, 'difference'>): string | null {
  if (difference === null || difference.largest === null) return null
  const { differing, compared, largest } = difference
  return (
    `${formatCount(differing)} of ${formatPlural(compared, 'interval')} ${differing === 1 ? 'has' : 'have'} other replicas, ` +
    `at most ${largest.role} ${formatCount(largest.baseline)} → ${formatCount(largest.now)} in interval ${formatCount(largest.index)}`
  )
}

export function firstDifferenceText({ index, time, baseline, now }: FirstDifference): string {
  const before = formatPair(baseline.replicas.prefill, baseline.replicas.decode)
  const after = formatPair(now.replicas.prefill, now.replicas.decode)
  return `interval ${formatCount(index)} at ${time}: ${before} → ${after} replicas (prefill + decode)`
}

/** A regression without another decision: what is known of where it begins; null where decisions differ. */
export function outcomeText({
  regressed,
  comparison,
  firstOutcome,
}: ComparedOutcome): string | null {
  const { difference } = comparison.replicas
  const isFelt = comparison.metrics.some(({ verdict }) => verdict === 'regressed')
  if (!regressed || !isFelt || difference === null || difference.first !== null) return null
  const same = `all ${formatPlural(difference.compared, 'interval')} have the replicas of the baseline`
  if (firstOutcome === null) return `${same}: what differs is how they served`
  const { index, time, baseline, now } = firstOutcome
  const parts = (
    [
      ['within both targets', 'attainment', 'share'],
      ['TTFT p99', 'ttftP99Ms', 'ms'],
      ['ITL p99', 'itlP99Ms', 'ms'],
    ] as const
  ).flatMap(([label, key, unit]) => {
    const [before, after] = valueTexts(baseline[key], now[key], unit)
    return before === after ? [] : [`${label} ${before} → ${after}`]
  })
  return `${same}; requests first fare differently in interval ${formatCount(index)} at ${time}: ${parts.join(', ')}`
}

export interface SideNames {
  readonly baseline: string
  readonly now: string
}

export const SIDES: SideNames = { baseline: 'Baseline', now: 'Now' }

/** A side's heading: whose arithmetic it is, and of which interval. */
export function sideTitle(
  side: 'baseline' | 'now',
  { first, names }: { readonly first: FirstDifference; readonly names: SideNames },
): string {
  const { lines, at } = first[side]
  const name = names[side]
  if (lines.length === 0) return `${name}: its arithmetic is not known`
  if (at === first.index) return `${name}, interval ${formatCount(at)}`
  return `${name}, as decided in interval ${formatCount(at)} and held until then`
}

/** The verdict in a few words, for one line a case. */
export function caseSummary({ outcome }: CaseReport): string {
  switch (outcome.kind) {
    case 'compared':
      return comparedSummary(outcome.comparison)
    case 'updated': {
      const over = outcome.budgets.filter(({ kept }) => !kept)
      const what = {
        new: 'baseline written',
        changed: 'baseline rewritten',
        unchanged: 'baseline unchanged',
      }[outcome.change]
      return [what, ...over.map((budget) => `over budget: ${budgetText(budget)}`)].join('; ')
    }
    default:
      return outcome.message
  }
}

function comparedSummary({ metrics, replicas, budgets }: Comparison): string {
  const regressed = metrics.filter(({ verdict }) => verdict === 'regressed')
  const better = metrics.filter(({ verdict }) => verdict === 'better')
  const parts = [
    ...regressed.map((metric) => {
      const { label, baseline, now } = metricRow(metric)
      return `${label} ${baseline} → ${now}`
    }),
    ...(replicas.verdict === 'regressed' ? ['replicas too far from the baseline'] : []),
    ...budgets.filter(({ kept }) => !kept).map((budget) => `over budget: ${budgetText(budget)}`),
  ]
  if (parts.length > 0) return parts.join('; ')
  if (better.length > 0) {
    return `better: ${better.map(({ label }) => label).join(', ')}; planner check --update keeps it`
  }
  const verdicts = metrics.map(({ verdict }) => verdict)
  if (verdicts.every((verdict) => verdict === 'same') && replicas.verdict === 'same') return 'same'
  return verdicts.includes('within') ? 'within tolerances' : 'no judged metric differs'
}

/** `3 cases: 2 passed, 1 regressed`. */
export function totalText(endings: readonly string[]): string {
  const counts = ['passed', 'regressed', 'broken', 'crashed'].flatMap((name) => {
    const count = endings.filter((ending) => ending === name).length
    return count === 0 ? [] : [`${count} ${name}`]
  })
  return `${formatPlural(endings.length, 'case')}: ${counts.join(', ')}`
}
