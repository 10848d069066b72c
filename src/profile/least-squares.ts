/** How far a fitted curve is from the measurements it was fitted to. */
export interface FitError {
  /** Root of the mean squared relative error; 0.03 is 3 %. */
  readonly rmsRelative: number
  /** The largest relative error. */
  readonly maxRelative: number
  /** Share of the measurements' variance that the fit explains, at most 1. */
  readonly rSquared: number
}

/**
 * Coefficients c ≥ 0 that make the sum of ((Σ columns[k][i] · c[k] − target[i]) / target[i])² the
 * least: relative errors, since a short prompt's milliseconds matter as much as a long one's
 * seconds. The answer that may not be negative is the best among those with some coefficients
 * at 0, so with a handful of columns all subsets are tried (C. L. Lawson and R. J. Hanson, "Solving
 * Least Squares Problems", 1974, chapter 23). Worked number: target 2, 4, 6 on the columns 1, 1, 1
 * and 1, 2, 3 gives 0 and 2.
 */
export function fitNonNegative(
  columns: readonly Float64Array[],
  target: Float64Array,
): readonly number[] {
  const rows = columns.map((column) => column.map((value, i) => value / target[i]!))
  const lengths = rows.map((row) => Math.sqrt(dot(row, row)))
  const scaled = rows.map((row, k) => row.map((value) => value / (lengths[k]! || 1)))
  let best: readonly number[] = columns.map(() => 0)
  let least = Number.POSITIVE_INFINITY
  for (let subset = 1; subset < 1 << columns.length; subset++) {
    const used = [...columns.keys()].filter((k) => (subset >> k) & 1 && lengths[k]! > 0)
    const solved = solveNormal(used.map((k) => scaled[k]!))
    if (solved.some((value) => !(value >= 0))) continue
    const candidate = columns.map((_, k) => solved[used.indexOf(k)] ?? 0)
    const error = squaredError(scaled, candidate)
    if (error < least) {
      least = error
      best = candidate
    }
  }
  return best.map((value, k) => value / (lengths[k]! || 1))
}

/** The error of a fitted curve at the points it was fitted to. */
export function fitError(measured: Float64Array, fitted: Float64Array): FitError {
  const n = measured.length
  const mean = measured.reduce((sum, value) => sum + value, 0) / n
  let relativeSquares = 0
  let maxRelative = 0
  let residual = 0
  let variance = 0
  for (let i = 0; i < n; i++) {
    const off = fitted[i]! - measured[i]!
    const relative = Math.abs(off / measured[i]!)
    relativeSquares += relative ** 2
    maxRelative = Math.max(maxRelative, relative)
    residual += off ** 2
    variance += (measured[i]! - mean) ** 2
  }
  const rSquared = variance > 0 ? 1 - residual / variance : Number(residual === 0)
  return { rmsRelative: Math.sqrt(relativeSquares / n), maxRelative, rSquared }
}

/** Least squares to 1, 1, 1, … by the normal equations, with exchange of rows. */
function solveNormal(rows: readonly Float64Array[]): number[] {
  const system = rows.map((row) => [...rows.map((other) => dot(row, other)), sum(row)])
  const n = rows.length
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(system[i]![k]!) > Math.abs(system[pivot]![k]!)) pivot = i
    }
    const top = system[pivot]!
    system[pivot] = system[k]!
    system[k] = top
    for (let i = 0; i < n; i++) {
      if (i === k) continue
      const factor = system[i]![k]! / top[k]!
      system[i] = system[i]!.map((value, j) => value - factor * top[j]!)
    }
  }
  return system.map((row, k) => row[n]! / row[k]!)
}

function squaredError(rows: readonly Float64Array[], coefficients: readonly number[]): number {
  const n = rows[0]?.length ?? 0
  let total = 0
  for (let i = 0; i < n; i++) {
    const fitted = rows.reduce((value, row, k) => value + row[i]! * coefficients[k]!, 0)
    total += (fitted - 1) ** 2
  }
  return total
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0)
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
