import { type PerRole, ROLES_OF_MODE, type Role } from '../../domain/role.js'
import type { TrafficSeries } from '../../domain/traffic.js'
import type { IntervalRecord, Result } from '../../run/result.js'
import { TOKENS_OF_ROLE } from '../shortfall.js'
import type { Column } from './column.js'
import { type FeltColumns, feltColumns } from './felt.js'

export type { Column }

/** All that the charts draw, as columns: small in the page, and quick to cut. */
export interface ChartSource {
  readonly intervalMs: number
  /** Whether times are UTC clock times; otherwise they count from the trace's origin. */
  readonly clock: boolean
  readonly roles: readonly Role[]
  readonly gpusPerReplica: PerRole<number>
  /** Null when GPUs are not limited, and with a fixed fleet, which no budget touches. */
  readonly gpuBudget: number | null
  /** False for a fixed fleet: nothing was forecast or decided. */
  readonly planned: boolean
  readonly targetsMs: { readonly ttft: number; readonly itl: number }
  /** Intervals of the warm-up, which come first in `time` and `actual` and nowhere else. */
  readonly warmup: number
  /** Start of each interval, ms. */
  readonly time: readonly number[]
  readonly actual: Readonly<Record<TrafficSeries, Column>>
  /** From here on a column has an entry per interval of the trace, the warm-up left out. */
  readonly predicted: Readonly<Record<TrafficSeries, Column>>
  readonly load: PerRole<Column>
  readonly capacity: PerRole<Column>
  readonly replicas: PerRole<Column>
  /** Null for an open-loop run. */
  readonly felt: FeltColumns | null
}

/** A stretch of the time axis, ms. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

export function chartSource(result: Result): ChartSource {
  const { settings, intervals, warmup, trace } = result
  const intervalMs = settings.adjustmentIntervalSeconds * 1000
  return {
    intervalMs,
    clock: trace.originEpochMs !== null,
    roles: ROLES_OF_MODE[settings.mode],
    gpusPerReplica: { prefill: settings.prefillEngineNumGpu, decode: settings.decodeEngineNumGpu },
    gpuBudget: settings.maxGpuBudget < 0 || settings.fleet !== null ? null : settings.maxGpuBudget,
    planned: settings.fleet === null,
    targetsMs: { ttft: settings.ttftMs, itl: settings.itlMs },
    warmup: warmup.length,
    time: [...warmupTimes(result), ...intervals.map((interval) => startMs(result, interval))],
    actual: perSeries((series) => [
      ...warmup.map((sample) => drawn(sample, series)),
      ...intervals.map(({ observed }) => drawn(observed, series)),
    ]),
    predicted: perSeries((series) =>
      intervals.map((interval) => (settings.fleet === null ? predicted(interval, series) : null)),
    ),
    load: perRole((role) => intervals.map(({ load }) => compact(load[TOKENS_OF_ROLE[role]]))),
    capacity: perRole((role) =>
      intervals.map(({ capacity }) => compact(capacity[TOKENS_OF_ROLE[role]])),
    ),
    replicas: perRole((role) => intervals.map(({ target }) => target[role])),
    felt: feltColumns(result),
  }
}

/** Start of an interval on the time axis, ms. */
export function startMs({ trace }: Result, { startSeconds }: IntervalRecord): number {
  return (trace.originEpochMs ?? 0) + startSeconds * 1000
}

/** The whole axis, warm-up included. */
export function wholeWindow({ time, intervalMs }: ChartSource): TimeWindow {
  return { from: time[0] ?? 0, to: (time.at(-1) ?? 0) + intervalMs }
}

/** What is shown first: the trace, and no more warm-up than half of the trace's own length. */
export function firstWindow(source: ChartSource): TimeWindow {
  const { from, to } = wholeWindow(source)
  const start = source.time[source.warmup] ?? from
  return { from: Math.max(from, start - (to - start) / 2), to }
}

/** The warm-up trace has its own clock: its last interval is put right before interval 0. */
function warmupTimes(result: Result): readonly number[] {
  const { warmup, intervals, settings } = result
  const first = intervals[0]
  const last = warmup.at(-1)
  if (first === undefined || last === undefined) return []
  const shift = first.startSeconds - settings.adjustmentIntervalSeconds - last.startSeconds
  const origin = result.trace.originEpochMs ?? 0
  return warmup.map(({ startSeconds }) => origin + (startSeconds + shift) * 1000)
}

/** An interval without requests has no mean length: a gap, not a zero. */
function drawn(traffic: IntervalRecord['observed'], series: TrafficSeries): number | null {
  return series !== 'requests' && traffic.requests === 0 ? null : compact(traffic[series])
}

/** Interval 0 carries its own observation as prediction: nothing was forecast there. */
function predicted(
  { index, predicted: values }: IntervalRecord,
  series: TrafficSeries,
): number | null {
  return index === 0 ? null : compact(values[series])
}

/** Seven significant digits, finer than any pixel: half the bytes. 1234567.891 → 1234568 */
function compact(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(7))
}

function perRole<T>(of: (role: Role) => T): PerRole<T> {
  return { prefill: of('prefill'), decode: of('decode') }
}

function perSeries<T>(of: (series: TrafficSeries) => T): Readonly<Record<TrafficSeries, T>> {
  return { requests: of('requests'), isl: of('isl'), osl: of('osl') }
}
