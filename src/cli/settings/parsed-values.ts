import type { PerRole } from '../../domain/role.js'
import type { KillAfter, StartupSeconds } from '../../domain/settings.js'
import { requestFormat } from '../../run/request-export.js'

const DECIMAL = String.raw`(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`
const LOGNORMAL = new RegExp(String.raw`^lognormal\(\s*(${DECIMAL})\s*,\s*(${DECIMAL})\s*\)$`, 'i')
const KILL_AFTER = new RegExp(`^kill-after:(${DECIMAL})$`, 'i')
const NUMBER = new RegExp(`^${DECIMAL}$`, 'i')

/** `60`, `lognormal(60,0.5)`, or what a result file holds. */
export function parseStartup(value: unknown): StartupSeconds | undefined {
  if (typeof value === 'number') return isDuration(value) ? value : undefined
  if (typeof value === 'string') {
    if (NUMBER.test(value)) return parseStartup(Number(value))
    const [, median, sigma] = LOGNORMAL.exec(value) ?? []
    return median === undefined
      ? undefined
      : parseStartup({ median: Number(median), sigma: Number(sigma) })
  }
  const { median, sigma } = fieldsOf(value)
  return isDuration(median) && isDuration(sigma) ? { median, sigma } : undefined
}

/** `graceful`, `kill-after:30`, or what a result file holds. */
export function parseDrain(value: unknown): 'graceful' | KillAfter | undefined {
  if (value === 'graceful') return value
  const text = typeof value === 'string' ? KILL_AFTER.exec(value)?.[1] : undefined
  const seconds = text === undefined ? fieldsOf(value).killAfterSeconds : Number(text)
  return isDuration(seconds) ? { killAfterSeconds: seconds } : undefined
}

/** `4,2`, or what a result file holds. */
export function parseFleet(value: unknown): PerRole<number> | undefined {
  const text = typeof value === 'string' ? /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(value) : null
  const { prefill, decode } = text
    ? { prefill: Number(text[1]), decode: Number(text[2]) }
    : fieldsOf(value)
  return isReplicas(prefill) && isReplicas(decode) ? { prefill, decode } : undefined
}

/** A file name whose ending says how requests are written: `requests.csv`, `requests.jsonl.gz`. */
export function parseRequestsOut(value: unknown): string | undefined {
  return typeof value === 'string' && requestFormat(value) ? value : undefined
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isReplicas(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** `90m`, `6h`, `2d`: seconds. */
export function parseDuration(value: unknown): number | undefined {
  const [, number, unit] = /^(\d+\.?\d*)([smhd])$/.exec(String(value)) ?? []
  const seconds = Number(number) * (UNIT_SECONDS[unit ?? ''] ?? Number.NaN)
  return seconds > 0 ? seconds : undefined
}

export interface ListenAddress {
  readonly host: string
  /** 0 is off. */
  readonly port: number
}

/** `9085`, `127.0.0.1:9085`, `[::1]:9085`, `0`. */
export function parseListen(value: unknown): ListenAddress | undefined {
  const [, bracketed, plain, digits] =
    /^(?:(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(String(value)) ?? []
  const port = Number(digits)
  return port <= 65_535 ? { host: bracketed ?? plain ?? '0.0.0.0', port } : undefined
}

/** A switch that is on by default and so needs a value. */
export function parseSwitch(value: unknown): 'true' | 'false' | undefined {
  const text = String(value).toLowerCase()
  if (text === 'true' || text === '1') return 'true'
  return text === 'false' || text === '0' ? 'false' : undefined
}
