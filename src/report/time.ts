import { formatDuration } from './units.js'

// Moments on the time axis are milliseconds since the trace's origin, or UTC clock time when it has one.

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** Since the origin: `0:42`, `26:05`, `−1:00`, and seconds where they are not zero: `0:42:30`. */
export function formatElapsed(ms: number): string {
  const size = Math.abs(ms)
  const seconds = Math.round((size % MINUTE_MS) / 10) / 100
  const text = `${Math.floor(size / HOUR_MS)}:${pad(Math.floor((size % HOUR_MS) / MINUTE_MS))}`
  return `${ms < 0 ? '−' : ''}${text}${seconds === 0 ? '' : `:${pad(seconds)}`}`
}

/** Clock time, UTC: `18:17`, and seconds where they are not zero. */
export function formatClock(epochMs: number): string {
  const iso = new Date(epochMs).toISOString()
  const hasSeconds = epochMs % MINUTE_MS !== 0
  return hasSeconds ? iso.slice(11, 19) : iso.slice(11, 16)
}

export function formatMoment(ms: number, { clock }: { readonly clock: boolean }): string {
  return clock ? formatClock(ms) : formatElapsed(ms)
}

/** `minute`, `30 s`, `3 min`: what comes behind "per". */
export function intervalName(intervalMs: number): string {
  const name = formatDuration(intervalMs / 1000)
  return { '1 min': 'minute', '1 s': 'second', '1 h': 'hour' }[name] ?? name
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
