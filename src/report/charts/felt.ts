import type { PerRole, Role } from '../../domain/role.js'
import type { IntervalRecord, Result } from '../../run/result.js'
import type { Distribution, SimulatedInterval } from '../../run/simulated.js'
import type { Column } from './column.js'

/** The quantiles that are drawn and told of each latency. */
export const QUANTILES = ['p50', 'p95', 'p99'] as const

export type Quantile = (typeof QUANTILES)[number]

export type Latency = 'ttft' | 'itl' | 'e2e'

/** What a simulated run adds to the charts: columns with an entry per interval of the trace. */
export interface FeltColumns {
  /** Shares of the interval's requests within their targets, null where none arrived. */
  readonly sla: Readonly<Record<'ttft' | 'itl' | 'both', Column>>
  /** Requests that met both targets. */
  readonly goodput: Column
  /** Milliseconds. */
  readonly latency: Readonly<Record<Latency, Readonly<Record<Quantile, Column>>>>
  readonly queue: PerRole<Column>
  readonly starting: PerRole<Column>
  readonly ready: PerRole<Column>
  readonly draining: PerRole<Column>
  readonly gpuSeconds: Column
  /** Measured ÷ expected latency, which the sizing of the interval was corrected by. */
  readonly correction: PerRole<Column>
}

/** Null for an open-loop run. */
export function feltColumns({ intervals, settings }: Result): FeltColumns | null {
  if (intervals.length === 0) return null
  const felt = intervals.map(({ simulated }) => simulated)
  if (!felt.every((interval) => interval !== undefined)) return null
  const column = (of: (interval: SimulatedInterval) => number | null): Column =>
    felt.map((interval) => rounded(of(interval)))
  const roles = (of: (interval: SimulatedInterval) => PerRole<number>) =>
    perRole((role) => column((interval) => of(interval)[role]))
  const quantiles = (of: (interval: SimulatedInterval) => Distribution) => ({
    p50: column((interval) => of(interval).p50),
    p95: column((interval) => of(interval).p95),
    p99: column((interval) => of(interval).p99),
  })
  return {
    sla: {
      ttft: column(({ sla }) => sla.ttft),
      itl: column(({ sla }) => sla.itl),
      both: column(({ sla }) => sla.both),
    },
    goodput: column(({ goodputRequests }) => goodputRequests),
    latency: {
      ttft: quantiles(({ ttftMs }) => ttftMs),
      itl: quantiles(({ itlMs }) => itlMs),
      e2e: quantiles(({ e2eMs }) => e2eMs),
    },
    queue: roles(({ queue }) => queue),
    starting: roles(({ starting }) => starting),
    ready: roles(({ ready }) => ready),
    draining: roles(({ draining }) => draining),
    gpuSeconds: column(({ gpuSeconds }) => gpuSeconds),
    correction: perRole((role) =>
      settings.noCorrection ? [] : intervals.map((interval) => correctionOf(interval, role)),
    ),
  }
}

function correctionOf({ decision }: IntervalRecord, role: Role): number | null {
  return rounded(decision.correction[role])
}

function perRole<T>(of: (role: Role) => T): PerRole<T> {
  return { prefill: of('prefill'), decode: of('decode') }
}

/** Five significant digits, finer than any pixel and than any text of the page. */
function rounded(value: number | null): number | null {
  return value === null || Number.isInteger(value) ? value : Number(value.toPrecision(5))
}
