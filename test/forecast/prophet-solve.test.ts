import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { solveNegativeDefinite } from '../../src/forecast/prophet-solve.js'
import { type SymmetricMatrix, solveBySpectrum } from '../../src/forecast/prophet-spectrum.js'

function matrix(rows: readonly (readonly number[])[]): SymmetricMatrix {
  return { size: rows.length, values: Float64Array.from(rows.flat()) }
}

function close(actual: Float64Array, expected: readonly number[]): void {
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 8)
  })
}

describe('a direction of ascent', () => {
  it('is Newton’s own where the matrix is negative definite', () => {
    // H = [[−2, 1], [1, −3]], g = (1, 2): H⁻¹ g = (−1, −1).
    close(
      solveNegativeDefinite(
        matrix([
          [-2, 1],
          [1, -3],
        ]),
        Float64Array.of(1, 2),
      ),
      [-1, -1],
    )
  })

  it('takes every curvature as downward where the matrix is not', () => {
    // Eigenvalues 3 and −1 along (1, 1) and (1, −1); g = (4, 2) has shares 3 and 1 of them.
    close(
      solveNegativeDefinite(
        matrix([
          [1, 2],
          [2, 1],
        ]),
        Float64Array.of(4, 2),
      ),
      [-2, 0],
    )
  })

  it('has the same answer by eigenvalues as by Cholesky’s decomposition', () => {
    const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 36,
      maxLength: 36,
    })
    fc.assert(
      fc.property(entries, (b) => {
        const hessian = negativeDefinite(b, 6)
        const g = Float64Array.from(b.slice(0, 6))
        close(solveBySpectrum(hessian, g), [...solveNegativeDefinite(hessian, g)])
      }),
    )
  })

  it('solves what it promises for any spectrum', () => {
    // Multiples of 1/64: a mirror along numbers near the smallest double has no direction left.
    const numbers = fc.array(
      fc.integer({ min: -192, max: 192 }).map((steps) => steps / 64),
      { minLength: 7, maxLength: 7 },
    )
    fc.assert(
      fc.property(numbers, numbers, (mirror, g) => {
        const eigenvalues = [5, -4, 3, -2, 0.5, -0.25, 2]
        const u = solveBySpectrum(mirrored(eigenvalues, mirror), Float64Array.from(g))
        close(u, [
          ...product(
            mirrored(
              eigenvalues.map((value) => -1 / Math.abs(value)),
              mirror,
            ),
            g,
          ),
        ])
      }),
    )
  })
})

/** −(B Bᵀ + 1). */
function negativeDefinite(b: readonly number[], size: number): SymmetricMatrix {
  const values = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = i === j ? 1 : 0
      for (let k = 0; k < size; k++) sum += b[i * size + k]! * b[j * size + k]!
      values[i * size + j] = -sum
    }
  }
  return { size, values }
}

/** P diag(eigenvalues) P with the mirror P = 1 − 2 v vᵀ / vᵀv. */
function mirrored(eigenvalues: readonly number[], v: readonly number[]): SymmetricMatrix {
  const size = eigenvalues.length
  const length = v.reduce((sum, value) => sum + value * value, 0)
  const p = (i: number, j: number) =>
    (i === j ? 1 : 0) - (length < 1e-6 ? 0 : (2 * v[i]! * v[j]!) / length)
  const values = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    return eigenvalues.reduce((sum, value, k) => sum + p(i, k) * value * p(j, k), 0)
  })
  return { size, values }
}

function product({ size, values }: SymmetricMatrix, g: readonly number[]): Float64Array {
  return Float64Array.from({ length: size }, (_, i) =>
    g.reduce((sum, value, j) => sum + values[i * size + j]! * value, 0),
  )
}
