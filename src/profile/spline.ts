/**
 * The cubic spline through points with not-a-knot ends: twice differentiable, and its first two
 * pieces are one cubic, as are its last two, so that four points give the one cubic through them
 * (C. de Boor, "A Practical Guide to Splines", 1978, chapter IV). Needs four points or more, x
 * rising. Outside [x₀, xₙ] the end pieces go on.
 * Worked number: through (0, 0), (1, 1), (2, 8), (3, 27) the value at 1.5 is 3.375.
 */
export function createSpline(x: Float64Array, y: Float64Array): (at: number) => number {
  const slopes = slopesAt(x, y)
  return (at) => {
    const i = pieceOf(x, at)
    const width = x[i + 1]! - x[i]!
    const secant = (y[i + 1]! - y[i]!) / width
    const bend = (slopes[i]! + slopes[i + 1]! - 2 * secant) / width
    const t = at - x[i]!
    const linear = (secant - slopes[i]!) / width - bend
    return y[i]! + t * (slopes[i]! + t * (linear + t * (bend / width)))
  }
}

/** Index of the piece that holds `at`: the last knot not above it, but never the end knot. */
function pieceOf(x: Float64Array, at: number): number {
  let low = 0
  let high = x.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (x[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Slopes at the knots: row i of a tridiagonal system makes the second derivative continuous at
 * knot i, the first and last rows the third derivative at the second and second-last knot.
 */
function slopesAt(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length
  const width = (i: number) => x[i + 1]! - x[i]!
  const secant = (i: number) => (y[i + 1]! - y[i]!) / width(i)
  const below = new Float64Array(n)
  const diagonal = new Float64Array(n)
  const above = new Float64Array(n)
  const right = new Float64Array(n)
  for (let i = 1; i < n - 1; i++) {
    below[i] = width(i)
    diagonal[i] = 2 * (width(i - 1) + width(i))
    above[i] = width(i - 1)
    right[i] = 3 * (width(i) * secant(i - 1) + width(i - 1) * secant(i))
  }
  const end = (outer: number, inner: number) => {
    const both = width(outer) + width(inner)
    const rise = (width(outer) + 2 * both) * width(inner) * secant(outer)
    return { both, right: (rise + width(outer) ** 2 * secant(inner)) / both }
  }
  const first = end(0, 1)
  diagonal[0] = width(1)
  above[0] = first.both
  right[0] = first.right
  const last = end(n - 2, n - 3)
  diagonal[n - 1] = width(n - 3)
  below[n - 1] = last.both
  right[n - 1] = last.right
  return solveTridiagonal({ below, diagonal, above, right })
}

/** Gaussian elimination without exchange of rows (L. H. Thomas); the right side becomes the answer. */
function solveTridiagonal(system: {
  readonly below: Float64Array
  readonly diagonal: Float64Array
  readonly above: Float64Array
  readonly right: Float64Array
}): Float64Array {
  const { below, diagonal, above, right } = system
  const n = right.length
  for (let i = 1; i < n; i++) {
    const factor = below[i]! / diagonal[i - 1]!
    diagonal[i] = diagonal[i]! - factor * above[i - 1]!
    right[i] = right[i]! - factor * right[i - 1]!
  }
  right[n - 1] = right[n - 1]! / diagonal[n - 1]!
  for (let i = n - 2; i >= 0; i--) right[i] = (right[i]! - above[i]! * right[i + 1]!) / diagonal[i]!
  return right
}
