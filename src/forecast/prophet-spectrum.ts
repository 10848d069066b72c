/** A square symmetric matrix, row after row. */
export interface SymmetricMatrix {
  readonly size: number
  readonly values: Float64Array
}

/** Symmetric tridiagonal: below[i] stands beside diagonal[i] and diagonal[i + 1]. */
interface Tridiagonal {
  readonly diagonal: Float64Array
  readonly below: Float64Array
}

/** Turns entries `at` and `at + 1` of a vector: (x, y) → (cx + sy, cy − sx). */
interface Turn {
  readonly at: number
  readonly cosine: number
  readonly sine: number
}

/**
 * −|H|⁻¹ g by H's eigenvalues. Householder's mirrors make H tridiagonal, implicit QR steps diagonal
 * (Golub & Van Loan, Matrix Computations, 8.3); g goes the same way, is divided there, and goes back,
 * so that no eigenvector is ever formed.
 */
export function solveBySpectrum(hessian: SymmetricMatrix, g: Float64Array): Float64Array {
  const { tridiagonal, mirrors } = tridiagonalise(hessian)
  const turns = diagonalise(tridiagonal)
  const u = g.slice()
  for (const mirror of mirrors) reflect(u, mirror)
  for (const { at, cosine, sine } of turns) turnVector(u, at, cosine, sine)
  for (let i = 0; i < u.length; i++) u[i]! /= -Math.abs(tridiagonal.diagonal[i]!)
  for (const { at, cosine, sine } of turns.reverse()) turnVector(u, at, cosine, -sine)
  for (const mirror of mirrors.reverse()) reflect(u, mirror)
  return u
}

/** Mirrors are unit vectors v that stand for 1 − 2 v vᵀ. */
function tridiagonalise({ size, values }: SymmetricMatrix) {
  const a = values.slice()
  const mirrors: Float64Array[] = []
  for (let k = 0; k + 2 < size; k++) {
    const mirror = mirrorFor(a, size, k)
    if (mirror === null) continue
    reflectBothSides(a, { size, from: k, v: mirror })
    mirrors.push(mirror)
  }
  const diagonal = Float64Array.from({ length: size }, (_, i) => a[i * size + i]!)
  const below = Float64Array.from({ length: size - 1 }, (_, i) => a[(i + 1) * size + i]!)
  return { tridiagonal: { diagonal, below }, mirrors }
}

/** The mirror that leaves only the first entry below the diagonal of column k; null when it is so. */
function mirrorFor(a: Float64Array, size: number, k: number): Float64Array | null {
  const v = new Float64Array(size)
  let rest = 0
  for (let i = k + 1; i < size; i++) {
    v[i] = a[i * size + k]!
    if (i > k + 1) rest += v[i]! * v[i]!
  }
  if (rest === 0) return null
  const first = v[k + 1]!
  const length = Math.sqrt(first * first + rest)
  v[k + 1] = first + (first < 0 ? -length : length)
  const norm = Math.sqrt(v[k + 1]! * v[k + 1]! + rest)
  return v.map((value) => value / norm)
}

/**
 * (1 − 2vvᵀ) A (1 − 2vvᵀ) = A − 2(v wᵀ + w vᵀ) with w = Av − (vᵀAv) v, on rows and columns from
 * `from` on: the ones before are done.
 */
function reflectBothSides(
  a: Float64Array,
  block: { readonly size: number; readonly from: number; readonly v: Float64Array },
): void {
  const { size, from, v } = block
  const w = new Float64Array(size)
  let bend = 0
  for (let i = from; i < size; i++) {
    let sum = 0
    for (let j = from + 1; j < size; j++) sum += a[i * size + j]! * v[j]!
    w[i] = sum
    bend += sum * v[i]!
  }
  for (let i = from; i < size; i++) w[i]! -= bend * v[i]!
  for (let i = from; i < size; i++) {
    const [twiceV, twiceW] = [2 * v[i]!, 2 * w[i]!]
    for (let j = from; j < size; j++) a[i * size + j]! -= twiceV * w[j]! + twiceW * v[j]!
  }
}

function reflect(u: Float64Array, v: Float64Array): void {
  let share = 0
  for (let i = 0; i < u.length; i++) share += u[i]! * v[i]!
  for (let i = 0; i < u.length; i++) u[i]! -= 2 * share * v[i]!
}

function turnVector(u: Float64Array, at: number, cosine: number, sine: number): void {
  const [x, y] = [u[at]!, u[at + 1]!]
  u[at] = cosine * x + sine * y
  u[at + 1] = cosine * y - sine * x
}

/** About two steps an eigenvalue are usual. */
const MOST_STEPS_PER_VALUE = 60

/** Leaves the eigenvalues on the diagonal; answers the turns that led there, in order. */
function diagonalise({ diagonal, below }: Tridiagonal): Turn[] {
  const turns: Turn[] = []
  let end = diagonal.length - 1
  let left = MOST_STEPS_PER_VALUE * diagonal.length
  while (end > 0 && left-- > 0) {
    let start = end
    while (start > 0 && !isSplit({ diagonal, below }, start - 1)) start--
    if (start === end) end--
    else stepWithShift({ diagonal, below }, { start, end, turns })
  }
  return turns
}

/** Whether the entry beside the diagonal is negligible; it then is made 0. */
function isSplit({ diagonal, below }: Tridiagonal, i: number): boolean {
  const beside = Math.abs(diagonal[i]!) + Math.abs(diagonal[i + 1]!)
  if (Math.abs(below[i]!) > Number.EPSILON * beside) return false
  below[i] = 0
  return true
}

/** One implicit QR step with Wilkinson's shift on the block start … end. */
function stepWithShift(
  { diagonal, below }: Tridiagonal,
  block: { readonly start: number; readonly end: number; readonly turns: Turn[] },
): void {
  const { start, end, turns } = block
  const half = (diagonal[end - 1]! - diagonal[end]!) / 2
  const last = below[end - 1]!
  const root = Math.sqrt(half * half + last * last)
  let x = diagonal[start]! - diagonal[end]! + (last * last) / (half + (half < 0 ? -root : root))
  let z = below[start]!
  for (let k = start; k < end; k++) {
    const r = Math.sqrt(x * x + z * z)
    const [c, s] = r === 0 ? [1, 0] : [x / r, z / r]
    if (k > start) below[k - 1] = r
    const [a, b, d] = [diagonal[k]!, below[k]!, diagonal[k + 1]!]
    diagonal[k] = c * c * a + 2 * c * s * b + s * s * d
    diagonal[k + 1] = s * s * a - 2 * c * s * b + c * c * d
    below[k] = (c * c - s * s) * b + c * s * (d - a)
    turns.push({ at: k, cosine: c, sine: s })
    if (k + 1 === end) return
    x = below[k]!
    z = s * below[k + 1]!
    below[k + 1]! *= c
  }
}
