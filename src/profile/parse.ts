import { UserError } from '../domain/user-error.js'
import { spansTriangle } from './delaunay.js'
import type { DecodeSamples, PrefillSamples } from './profile.js'

/** One role's file as read: key → what stands there, not yet trusted. */
export type RawSamples = Readonly<Record<string, unknown>>

/** The keys a profile file must hold, per role, as the field's profilers write them. */
export const PREFILL_KEYS = ['prefill_isl', 'prefill_ttft', 'prefill_thpt_per_gpu'] as const
export const DECODE_KEYS = [
  'x_kv_usage',
  'y_context_length',
  'z_itl',
  'z_thpt_per_gpu',
  'max_kv_tokens',
] as const

/** A cubic with not-a-knot ends is defined by four points at least. */
const MIN_PREFILL_POINTS = 4
/** Three points make one triangle. */
const MIN_DECODE_POINTS = 3
/** Apart by less than this share of the axis, two points are one. */
const SAME_PLACE = 1e-9
/** Far above any sweep (some dozens), and triangulated in well under a second. */
const MAX_POINTS = 5_000

/** Checked prefill samples, sorted by isl. `where` names the file in errors. */
export function parsePrefill(raw: RawSamples, where: string): PrefillSamples {
  const isl = numbers(raw, { key: 'prefill_isl', where, positive: true })
  const count = isl.length
  if (count < MIN_PREFILL_POINTS) {
    throw new UserError(
      `${where}: prefill_isl has ${count} points; the cubic spline needs ${MIN_PREFILL_POINTS} or more`,
    )
  }
  const ttftMs = numbers(raw, { key: 'prefill_ttft', where, count, positive: true })
  const throughput = numbers(raw, { key: 'prefill_thpt_per_gpu', where, count, positive: true })
  const order = [...isl.keys()].sort((a, b) => isl[a]! - isl[b]!)
  const pick = (from: Float64Array) => Float64Array.from(order, (i) => from[i]!)
  const sorted = pick(isl)
  const twice = sorted.findIndex((value, i) => i > 0 && value === sorted[i - 1])
  if (twice > 0) {
    throw new UserError(
      `${where}: prefill_isl holds ${sorted[twice]} twice; each isl is allowed once`,
    )
  }
  return { isl: sorted, ttftMs: pick(ttftMs), throughputPerGpu: pick(throughput) }
}

/** Checked decode samples, in the file's order. `where` names the file in errors. */
export function parseDecode(raw: RawSamples, where: string): DecodeSamples {
  const kvUsage = numbers(raw, { key: 'x_kv_usage', where })
  const count = kvUsage.length
  if (count < MIN_DECODE_POINTS) {
    throw new UserError(
      `${where}: x_kv_usage has ${count} points; the surface needs ${MIN_DECODE_POINTS} or more`,
    )
  }
  const contextLength = numbers(raw, { key: 'y_context_length', where, count, positive: true })
  const itlMs = numbers(raw, { key: 'z_itl', where, count, positive: true })
  const throughputPerGpu = numbers(raw, { key: 'z_thpt_per_gpu', where, count, positive: true })
  const [maxKvTokens = 0] = numbers(raw, { key: 'max_kv_tokens', where, count: 1, positive: true })
  checkPlaces({ x: kvUsage, y: contextLength, where })
  return { kvUsage, contextLength, itlMs, throughputPerGpu, maxKvTokens }
}

function checkPlaces(places: { x: Float64Array; y: Float64Array; where: string }): void {
  const { x, y, where } = places
  const over = x.findIndex((usage) => usage > 1)
  if (over >= 0) {
    throw new UserError(`${where}: x_kv_usage[${over}] is ${x[over]}; a share 0..1 is allowed`)
  }
  const twice = firstPairTogether(x, y)
  if (twice) {
    const [first, second] = twice
    throw new UserError(
      `${where}: x_kv_usage, y_context_length: points ${first} and ${second} are both at KV usage ${x[first]}, context ${y[first]}; each place is allowed once`,
    )
  }
  if (!spansTriangle({ x, y })) {
    throw new UserError(
      `${where}: x_kv_usage, y_context_length: all points lie on one line; at least two contexts and two KV usages are needed`,
    )
  }
}

/** Two points closer than rounding on both axes; no triangle between them has an area. */
function firstPairTogether(x: Float64Array, y: Float64Array): [number, number] | null {
  const order = [...x.keys()].sort((a, b) => y[a]! - y[b]!)
  for (let k = 0; k < order.length; k++) {
    const i = order[k]!
    for (let next = k + 1; next < order.length; next++) {
      const j = order[next]!
      if (y[j]! - y[i]! > SAME_PLACE * y[j]!) break
      if (Math.abs(x[i]! - x[j]!) <= SAME_PLACE) return i < j ? [i, j] : [j, i]
    }
  }
  return null
}

interface Expected {
  readonly key: string
  readonly where: string
  /** Entries the key must have; absent: at least one. */
  readonly count?: number
  /** Zero is not allowed either. */
  readonly positive?: boolean
}

function numbers(raw: RawSamples, { key, where, count, positive = false }: Expected): Float64Array {
  const found = Object.hasOwn(raw, key) ? raw[key] : undefined
  if (found === undefined) {
    throw new UserError(`${where}: key ${key} is missing (there: ${listed(Object.keys(raw))})`)
  }
  const list = typeof found === 'number' ? [found] : found
  if (!Array.isArray(list) && !(list instanceof Float64Array)) {
    throw new UserError(`${where}: ${key} is ${shown(found)}; a list of numbers is allowed`)
  }
  if (list.length === 0) throw new UserError(`${where}: ${key} is empty`)
  if (list.length > MAX_POINTS) {
    throw new UserError(
      `${where}: ${key} has ${list.length} entries; up to ${MAX_POINTS} are allowed`,
    )
  }
  if (count !== undefined && list.length !== count) {
    throw new UserError(`${where}: ${key} has ${list.length} entries, ${count} are needed`)
  }
  for (let i = 0; i < list.length; i++) {
    const value: unknown = list[i]
    const good = typeof value === 'number' && Number.isFinite(value) && value >= 0
    if (good && !(positive && value === 0)) continue
    throw new UserError(
      `${where}: ${key}[${i}] is ${shown(value)}; a finite number ${positive ? '> 0' : '≥ 0'} is allowed`,
    )
  }
  return Float64Array.from(list as ArrayLike<number>)
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value)
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function listed(keys: readonly string[]): string {
  return keys.length === 0 ? 'none' : keys.slice(0, 12).join(', ')
}
