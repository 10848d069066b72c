import type { MetricVerdict, Verdict } from '../../regression/metric-verdict.js'
import type { Tolerance } from '../../regression/tolerance.js'
import { formatCount, MISSING } from '../units.js'

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
export function valueTexts(
  baseline: number | null,
  now: number | null,
  unit: Unit,
): [string, string] {
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
