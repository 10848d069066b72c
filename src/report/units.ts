/** Numbers as a reader sees them: SI prefixes, a unit, and a dash for what is not known. */

const PREFIXES = [
  { factor: 1e12, symbol: 'T' },
  { factor: 1e9, symbol: 'G' },
  { factor: 1e6, symbol: 'M' },
  { factor: 1e3, symbol: 'k' },
] as const

export const MISSING = '–'

/** Three significant digits with an SI prefix: 2_712_000 → `2.71 M`, 350 → `350`, 0.25 → `0.25`. */
export function formatSi(value: number | null): string {
  if (value === null) return MISSING
  const size = Math.abs(value)
  // 999.6 k would round to "1000 k": the next prefix takes over where rounding reaches it.
  const prefix = PREFIXES.find(({ factor }) => size >= factor * 0.9995)
  return prefix === undefined
    ? formatDigits(value)
    : `${formatDigits(value / prefix.factor)} ${prefix.symbol}`
}

/** With a unit behind: 2_712_000 tokens → `2.71 M tokens`. */
export function formatAmount(value: number | null, unit: string): string {
  return value === null ? MISSING : `${formatSi(value)} ${unit}`
}

/** Whole numbers in full, thousands apart: 12031 → `12,031`. */
export function formatCount(value: number | null): string {
  if (value === null) return MISSING
  return Number.isInteger(value) && Math.abs(value) < 1e15
    ? String(value).replace(/\B(?=(\d{3})+$)/g, ',')
    : formatDigits(value)
}

/** A count with its noun: `1 GPU`, `2 GPUs`. */
export function formatPlural(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** A share as per cent: 0.1234 → `12.3 %`. */
export function formatShare(share: number | null): string {
  return share === null ? MISSING : `${formatDigits(share * 100)} %`
}

/**
 * A share of requests within their targets, never rounded up to all or down to none: of a million
 * requests with one missed 99.9999 % are within, which is `> 99.99 %`.
 */
export function formatAttainment(share: number | null): string {
  if (share === null || share === 0 || share === 1) return formatShare(share)
  if (share > 0.9999) return '> 99.99 %'
  if (share > 0.999) return `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`
  if (share < 0.001) return '< 0.1 %'
  return `${(share * 100).toFixed(1)} %`
}

/** Replicas of prefill and decode: `3 + 2`. */
export function formatPair(prefill: number, decode: number): string {
  return `${formatCount(prefill)} + ${formatCount(decode)}`
}

export function formatMs(ms: number | null): string {
  if (ms === null) return MISSING
  return Math.abs(ms) >= 10_000 ? `${formatDigits(ms / 1000)} s` : `${formatDigits(ms)} ms`
}

/** Seconds as a length of time: `45 s`, `3 min`, `59 min 30 s`, `26 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${formatDigits(whole < 10 ? seconds : whole)} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return joined(minutes, 'min', whole % 60, 's')
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${formatCount(large)} ${largeUnit}`
  return small === 0 ? head : `${head} ${small} ${smallUnit}`
}

/** Three significant digits without trailing zeros or exponents. */
function formatDigits(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return formatWhole(value)
  return String(Number(value.toPrecision(3)))
}

function formatWhole(value: number): string {
  const rounded = Math.round(value)
  return Math.abs(rounded) < 1e15 ? formatCount(rounded) : value.toExponential(2)
}
