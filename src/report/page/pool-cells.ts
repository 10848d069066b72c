import type { Role } from '../../domain/role.js'
import type { ChartSource, Column } from '../charts/source.js'
import type { PageData } from '../html/page-data.js'
import { formatAmount, formatCount, formatMs, formatShare, formatSi, MISSING } from '../units.js'

/** Rows of a table: the name first. */
export type Cells = readonly string[]

export function trafficCells(source: ChartSource, at: number): readonly Cells[] {
  const { actual, predicted, warmup, planned } = source
  const pair = (series: 'requests' | 'isl' | 'osl', unit: string) => [
    amount(actual[series][at], unit),
    ...(planned ? [amount(predicted[series][at - warmup], unit)] : []),
  ]
  return [
    ['Requests', ...pair('requests', '')],
    ['ISL', ...pair('isl', 'tokens')],
    ['OSL', ...pair('osl', 'tokens')],
  ]
}

export function poolCells({ source, decisions }: Sized, index: number): readonly Cells[] {
  const per = (of: (role: Role) => string) => source.roles.map(of)
  const value = (columns: Readonly<Record<Role, Column>>, role: Role) =>
    columns[role][index] ?? null
  return [
    ['Load', ...per((role) => amount(value(source.load, role), 'tokens'))],
    ['Capacity', ...per((role) => amount(value(source.capacity, role), 'tokens'))],
    ['Used', ...per((role) => usage(source, role, index))],
    ['Replicas', ...per((role) => formatCount(value(source.replicas, role)))],
    ...stateCells(source, index),
    ['GPUs', ...per((role) => gpus(source, role, index))],
    ...(source.planned ? sizingCells({ source, decisions }, index) : []),
  ]
}

type Sized = Pick<PageData, 'source' | 'decisions'>

/** How the pools were sized; a fixed fleet was not. */
function sizingCells({ source, decisions }: Sized, index: number): readonly Cells[] {
  const per = (of: (role: Role) => string) => source.roles.map(of)
  const value = (columns: Readonly<Record<Role, Column>>, role: Role) =>
    columns[role][index] ?? null
  return [
    ['Before limits', ...per((role) => formatCount(value(decisions.unclamped, role)))],
    ['Forecast load', ...per((role) => amount(value(decisions.demand, role), 'tokens/s'))],
    ['Throughput/GPU', ...per((role) => amount(value(decisions.throughput, role), 'tokens/s'))],
    ['Correction', ...per((role) => formatSi(value(decisions.correction, role)))],
    ['Expected latency', ...per((role) => latency(role, value(decisions.latencyMs, role)))],
  ]
}

/** Replicas that are not simply ready, and what waits, at the end of the interval. */
function stateCells({ felt, roles }: ChartSource, index: number): readonly Cells[] {
  if (felt === null) return []
  const per = (columns: Readonly<Record<Role, Column>>) =>
    roles.map((role) => columns[role][index] ?? 0)
  const states = [
    ['Ready', per(felt.ready)],
    ['Starting', per(felt.starting)],
    ['Draining', per(felt.draining)],
  ] as const
  const isQuiet = per(felt.starting).every(isZero) && per(felt.draining).every(isZero)
  const shown = isQuiet ? [] : states
  return [...shown, ['Queue', per(felt.queue)] as const].map(([name, counts]) => [
    name,
    ...counts.map(formatCount),
  ])
}

function isZero(count: number): boolean {
  return count === 0
}

function amount(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return MISSING
  return unit === '' ? formatSi(value) : formatAmount(value, unit)
}

/** Load as a share of capacity. */
export function usageShare(source: ChartSource, role: Role, index: number): number | null {
  const load = source.load[role][index] ?? 0
  const capacity = source.capacity[role][index] ?? 0
  return capacity > 0 ? load / capacity : load > 0 ? Number.POSITIVE_INFINITY : null
}

function usage(source: ChartSource, role: Role, index: number): string {
  const share = usageShare(source, role, index)
  return share === Number.POSITIVE_INFINITY ? 'no capacity' : formatShare(share)
}

function gpus({ replicas, gpusPerReplica }: ChartSource, role: Role, index: number): string {
  return formatCount((replicas[role][index] ?? 0) * gpusPerReplica[role])
}

function latency(role: Role, ms: number | null): string {
  return ms === null ? MISSING : `${role === 'prefill' ? 'TTFT' : 'ITL'} ${formatMs(ms)}`
}
