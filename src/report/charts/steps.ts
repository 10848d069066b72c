import type { ChartSource, Column, TimeWindow } from './source.js'
import { bandOf, type IndexRange } from './thin.js'

/** A row of a dataset. */
export type Row = Readonly<Record<string, number | string | null>>

/** Values of one bucket, by the name of what is drawn. */
type Values = Readonly<Record<string, number | null>>

interface StepOptions {
  readonly buckets: readonly IndexRange[]
  readonly values: (bucket: IndexRange) => Values
}

/**
 * Rows for marks with step-after interpolation: values hold from the bucket's start to its end.
 * Where the next one does not follow on, and at the very end, the last values are closed by a row
 * at that end and the line is broken. Indices leave out the warm-up.
 */
export function stepRows(source: ChartSource, { buckets, values }: StepOptions): readonly Row[] {
  const rows: Row[] = []
  for (const bucket of buckets) {
    const held = values(bucket)
    const end = endOf(source, bucket.to - 1)
    rows.push({ time: startOf(source, bucket.from), ...held })
    // Starts are multiples of a length that need not be a whole number: equal but for rounding.
    if (Math.abs(startOf(source, bucket.to) - end) < source.intervalMs * 1e-6) continue
    rows.push({ time: end, ...held })
    rows.push({ time: end, ...Object.fromEntries(Object.keys(held).map((name) => [name, null])) })
  }
  return rows
}

/** `load` as mean, `loadLow` and `loadHigh` as what the bucket spans. */
export function bandValues(name: string, column: Column, bucket: IndexRange): Values {
  const { low, mean, high } = bandOf(column, bucket)
  return { [name]: mean, [`${name}Low`]: low, [`${name}High`]: high }
}

/** Start of the interval with this index, ms; NaN past the end. */
export function startOf({ time, warmup }: ChartSource, index: number): number {
  return time[warmup + index] ?? Number.NaN
}

export function endOf(source: ChartSource, index: number): number {
  return startOf(source, index) + source.intervalMs
}

/** The value that a step line has where the window ends; null when there is none. */
export function stepAtEnd(rows: readonly Row[], name: string, { to }: TimeWindow): number | null {
  const row = rows.findLast((candidate) => timeOf(candidate) < to && isNumber(candidate[name]))
  return cellOf(row, name)
}

/** The value that a straight line between points has where the window ends. */
export function lineAtEnd(rows: readonly Row[], name: string, { to }: TimeWindow): number | null {
  const drawn = rows.filter((row) => isNumber(row[name]))
  const before = drawn.findLast((row) => timeOf(row) <= to)
  const after = drawn.find((row) => timeOf(row) > to)
  const [left, right] = [cellOf(before, name), cellOf(after, name)]
  if (before === undefined || after === undefined || left === null || right === null) return left
  const share = (to - timeOf(before)) / (timeOf(after) - timeOf(before))
  return left + (right - left) * share
}

function timeOf(row: Row): number {
  return isNumber(row.time) ? row.time : Number.NaN
}

function cellOf(row: Row | undefined, name: string): number | null {
  const value = row?.[name]
  return isNumber(value) ? value : null
}

function isNumber(value: Row[string] | undefined): value is number {
  return typeof value === 'number'
}
