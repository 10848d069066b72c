import type { BudgetVerdict } from '../../regression/budget.js'
import type { CaseReport, ComparedOutcome, FirstDifference } from '../../regression/case-report.js'
import type { Comparison, ReplicasVerdict } from '../../regression/comparison.js'
import type { MetricVerdict, Verdict } from '../../regression/metric-verdict.js'
import type { Tolerance } from '../../regression/tolerance.js'
import { formatCount, formatPair, formatPlural, MISSING } from '../units.js'

type Unit = MetricVerdict['unit']

const LEAST_DIGITS = 3
const MOST_DIGITS = 17

/** A row of the table of metrics, as text. */
export interface MetricRow {
  readonly label: string
  readonly baseline: string
  readonly now: string
  readonly change: string
  readonly tolerance: string
  readonly verdict: Verdict
}

export function metricRow({
  label,
  unit,
  baseline,
  now,
  tolerance,
  verdict,
}: MetricVerdict): MetricRow {
  const [before, after] = valueTexts(baseline, now, unit)
  return {
    label,
    baseline: before,
    now: after,
    change: changeText(baseline, now, unit),
    tolerance: toleranceText(tolerance, unit),
    verdict,
  }
}

/** What may not grow worse; the rest is in the JSON report. */
export function judgedRows(metrics: readonly MetricVerdict[]): readonly MetricRow[] {
  return metrics.filter(({ tolerance }) => tolerance.kind !== 'any').map(metricRow)
}

/** Both with as many digits as it takes to tell them apart: 0.99123 and 0.99119 are not both 99.1 %. */
function valueTexts(baseline: number | null, now: number | null, unit: Unit): [string, string] {
  for (let digits = LEAST_DIGITS; digits <= MOST_DIGITS; digits++) {
    const texts: [string, string] = [
      valueText(baseline, { unit, digits }),
      valueText(now, { unit, digits }),
    ]
    if (baseline === now || texts[0] !== texts[1]) return texts
  }
  return [String(baseline), String(now)]
}

export function valueText(
  value: number | null,
  { unit, digits = LEAST_DIGITS }: { readonly unit: Unit; readonly digits?: number },
): string {
  if (value === null) return MISSING
  if (unit === 'count' || unit === 'GPUs') return formatCount(value)
  if (unit === 'share') return `${numberText(value * 100, digits)} %`
  return unit === 'ms' ? `${numberText(value, digits)} ms` : numberText(value, digits)
}

function changeText(baseline: number | null, now: number | null, unit: Unit): string {
  if (baseline === null || now === null) return MISSING
  if (baseline === now) return '='
  const sign = now > baseline ? '+' : '−'
  const size = Math.abs(now - baseline)
  if (unit === 'share') return `${sign}${numberText(size * 100, LEAST_DIGITS)} points`
  if (unit === 'count' || unit === 'GPUs') return `${sign}${formatCount(size)}`
  if (baseline === 0) return `${sign}${numberText(size, LEAST_DIGITS)}`
  return `${sign}${numberText((size / Math.abs(baseline)) * 100, LEAST_DIGITS)} %`
}

export function toleranceText(tolerance: Tolerance, unit: Unit | 'replicas'): string {
  switch (tolerance.kind) {
    case 'any':
      return 'any'
    case 'relative':
      return `${numberText(tolerance.share * 100, LEAST_DIGITS)} %`
    case 'absolute':
      if (tolerance.amount === 0) return 'none'
      if (unit === 'share') return `${numberText(tolerance.amount * 100, LEAST_DIGITS)} points`
      if (unit === 'ms') return `${numberText(tolerance.amount, LEAST_DIGITS)} ms`
      return numberText(tolerance.amount, LEAST_DIGITS)
  }
}

/** `12,345.6`: no exponent, no trailing zeros; whole numbers whole whatever their length. */
function numberText(value: number, digits: number): string {
  const [whole = '', fraction] = String(roundedTo(value, digits)).split('.')
  if (whole.includes('e')) return value.toPrecision(digits)
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}

function roundedTo(value: number, digits: number): number {
  const size = Math.abs(value)
  if (size >= 10 ** digits) return Math.round(value)
  return Number(value.toPrecision(digits))
}

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
