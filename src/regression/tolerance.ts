/** How much worse than its baseline a metric may be. */
export type Tolerance =
  /** In the metric's own unit; shares as shares: 0.005 is half a percentage point. */
  | { readonly kind: 'absolute'; readonly amount: number }
  /** Of the baseline's value. */
  | { readonly kind: 'relative'; readonly share: number }
  /** Not judged. */
  | { readonly kind: 'any' }

export const EXACT: Tolerance = { kind: 'absolute', amount: 0 }

const PER_CENT = /^(\d+\.?\d*|\.\d+)\s*%$/

/** `0.005`, `5 %`, `any`; undefined for anything else. */
export function parseTolerance(value: unknown): Tolerance | undefined {
  if (value === 'any') return { kind: 'any' }
  if (typeof value === 'number') {
    return Number.isFinite(value) && value >= 0 ? { kind: 'absolute', amount: value } : undefined
  }
  const percent = typeof value === 'string' ? PER_CENT.exec(value.trim())?.[1] : undefined
  return percent === undefined ? undefined : { kind: 'relative', share: Number(percent) / 100 }
}

/** What a tolerance takes, in words. */
export const TOLERANCE_ALLOWED =
  "a number in the metric's unit, at least 0, a percentage of the baseline such as 5 %, or any"

/** Null: whatever it is, it is within. Worked: 5 % of a baseline of 40 is 2. */
export function allowance(tolerance: Tolerance, baseline: number): number | null {
  switch (tolerance.kind) {
    case 'any':
      return null
    case 'absolute':
      return tolerance.amount
    case 'relative':
      return tolerance.share * Math.abs(baseline)
  }
}

/**
 * What two numbers may differ by without being different: a few units in the last place, as decimal
 * fractions leave them. 0.9 − 0.8 is 0.09999999999999998, and a tolerance of 0.1 means to allow it.
 */
export function roundingOf(...values: readonly number[]): number {
  return 8 * Number.EPSILON * Math.max(...values.map(Math.abs))
}
