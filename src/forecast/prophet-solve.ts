import { type SymmetricMatrix, solveBySpectrum } from './prophet-spectrum.js'

/**
 * −|H|⁻¹ g, where |H| has the eigenvectors of H and the absolute values of its eigenvalues.
 * Where H is negative definite already that is H⁻¹ g, and Cholesky's decomposition is ten times faster.
 */
export function solveNegativeDefinite(hessian: SymmetricMatrix, g: Float64Array): Float64Array {
  return solveByCholesky(hessian, g) ?? solveBySpectrum(hessian, g)
}

/** Null when −H is not positive definite. */
function solveByCholesky({ size, values }: SymmetricMatrix, g: Float64Array): Float64Array | null {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = -values[i * size + j]!
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!
      if (i !== j) lower[i * size + j] = sum / lower[j * size + j]!
      else if (sum > 0) lower[i * size + i] = Math.sqrt(sum)
      else return null
    }
  }
  return substitute({ size, values: lower }, g)
}

/** −(L Lᵀ)⁻¹ g. */
function substitute({ size, values }: SymmetricMatrix, g: Float64Array): Float64Array {
  const u = g.map((value) => -value)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) u[i]! -= values[i * size + k]! * u[k]!
    u[i]! /= values[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) u[i]! -= values[k * size + i]! * u[k]!
    u[i]! /= values[i * size + i]!
  }
  return u
}
