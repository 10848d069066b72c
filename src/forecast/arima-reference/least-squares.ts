/** Singular values below this share of the largest count as none. */
const SMALLEST_SHARE = 1e-15

/**
 * The shortest x that minimises |X·x − y|: X⁺·y by a one-sided Jacobi SVD (Golub and Van Loan, §8.6.3). X is given
 * by its columns; there may be more columns than rows. X = [[1],[1]], y = [1, 3] gives x = [2].
 */
export function leastSquares(
  columns: readonly (readonly number[])[],
  y: readonly number[],
): number[] {
  const u = columns.map((column) => [...column])
  const v = columns.map((_, i) => columns.map((_, j) => (i === j ? 1 : 0)))
  orthogonalize(u, v)
  const squares = u.map((column) => dot(column, column))
  const cutoff = SMALLEST_SHARE * SMALLEST_SHARE * Math.max(0, ...squares)
  const x = columns.map(() => 0)
  u.forEach((column, k) => {
    if (squares[k]! <= cutoff) return
    const weight = dot(column, y) / squares[k]!
    for (let i = 0; i < x.length; i++) x[i]! += weight * v[k]![i]!
  })
  return x
}

/** Rotates pairs of columns until all are orthogonal; v takes the same rotations. */
function orthogonalize(u: number[][], v: number[][]): void {
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false
    for (let i = 0; i < u.length; i++) {
      for (let j = i + 1; j < u.length; j++) rotated = rotatePair(u, v, i, j) || rotated
    }
    if (!rotated) return
  }
}

function rotatePair(u: number[][], v: number[][], i: number, j: number): boolean {
  const a = dot(u[i]!, u[i]!)
  const b = dot(u[j]!, u[j]!)
  const c = dot(u[i]!, u[j]!)
  if (c === 0 || Math.abs(c) <= 1e-16 * Math.sqrt(a * b)) return false
  const zeta = (b - a) / (2 * c)
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
  const cosine = 1 / Math.hypot(1, tangent)
  for (const columns of [u, v]) turn(columns[i]!, columns[j]!, cosine, cosine * tangent)
  return true
}

function turn(a: number[], b: number[], cosine: number, sine: number): void {
  for (let k = 0; k < a.length; k++) {
    const value = a[k]!
    a[k] = cosine * value - sine * b[k]!
    b[k] = sine * value + cosine * b[k]!
  }
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
