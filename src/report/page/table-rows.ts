import type { Role } from '../../domain/role.js'
import type { PageData } from '../html/page-data.js'
import { usageShare } from './pool-cells.js'

/** Reasons that are no limit: the decision is just what the load asked for. */
const UNLIMITED: ReadonlySet<string> = new Set(['start', 'fixed', 'load', 'correction'])

export const FILTERS = {
  all: 'All intervals',
  changes: 'Only changes of replicas',
  limited: 'Only where a limit or fallback acted',
  short: 'Only above capacity',
  missed: 'Only where requests missed a target',
} as const

export type Filter = keyof typeof FILTERS

/** What the table can be sorted by. */
export type SortKey =
  | 'time'
  | 'requests'
  | 'predicted'
  | 'attainment'
  | 'ttft'
  | 'queue'
  | Role
  | `${Role}Usage`

export interface Sorting {
  readonly key: SortKey
  readonly descending: boolean
}

/** Indices of the intervals that a filter lets through, in the order asked for. */
export function tableRows(data: PageData, filter: Filter, sorting: Sorting): readonly number[] {
  const { source } = data
  const count = source.time.length - source.warmup
  const rows = Array.from({ length: count }, (_, index) => index).filter((index) =>
    passes(data, filter, index),
  )
  const { key, descending } = sorting
  if (key === 'time') return descending ? rows.reverse() : rows
  const sign = descending ? -1 : 1
  return rows.sort((a, b) => sign * (sortValue(data, key, a) - sortValue(data, key, b)) || a - b)
}

export function passes(data: PageData, filter: Filter, index: number): boolean {
  if (filter === 'changes') return changesOf(data, index).some((change) => change !== 0)
  if (filter === 'limited') return isLimited(data, index)
  if (filter === 'short') {
    return data.source.roles.some((role) => (usageShare(data.source, role, index) ?? 0) > 1)
  }
  if (filter === 'missed') return (data.source.felt?.sla.both[index] ?? 1) < 1
  return true
}

/** Replicas more or fewer than in the interval before, per planned pool. */
export function changesOf({ source }: PageData, index: number): readonly number[] {
  return source.roles.map((role) => {
    const now = source.replicas[role][index] ?? 0
    return index === 0 ? 0 : now - (source.replicas[role][index - 1] ?? 0)
  })
}

function isLimited({ decisions }: PageData, index: number): boolean {
  return (decisions.reasons[index] ?? []).some(([code]) => !UNLIMITED.has(code))
}

/** Requests waiting for either pool at the end of the interval. */
function queuedAt({ felt, roles }: PageData['source'], index: number): number {
  return roles.reduce((sum, role) => sum + (felt?.queue[role][index] ?? 0), 0)
}

/** Sorts intervals without requests behind the worst and the best. */
const NO_REQUESTS = 2

/** Missing values sort lowest. */
function sortValue({ source }: PageData, key: SortKey, index: number): number {
  if (key === 'requests') return source.actual.requests[source.warmup + index] ?? -1
  if (key === 'attainment') return source.felt?.sla.both[index] ?? NO_REQUESTS
  if (key === 'ttft') return source.felt?.latency.ttft.p95[index] ?? -1
  if (key === 'queue') return queuedAt(source, index)
  if (key === 'predicted') return source.predicted.requests[index] ?? -1
  if (key === 'prefill' || key === 'decode') return source.replicas[key][index] ?? -1
  const role = key === 'prefillUsage' ? 'prefill' : 'decode'
  const share = usageShare(source, role, index) ?? -1
  // Infinity minus Infinity is not a number, and would leave the order to chance.
  return Math.min(share, Number.MAX_VALUE)
}
