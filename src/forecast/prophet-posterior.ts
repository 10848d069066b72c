import type {
  ProphetInitialParams,
  ProphetOptimizedParams,
  ProphetStanData,
} from '@bsull/augurs/prophet'
import type { SymmetricMatrix } from './prophet-spectrum.js'

/** Parameters (the linear ones, then log σ), and what follows from them. */
export interface Position {
  readonly parameters: Float64Array
  /** y − fit, T values. */
  readonly residuals: Float64Array
  readonly logDensity: number
}

/** A change of the parameters by −size · direction, and what direction changes the fit by. */
export interface Step {
  readonly direction: Float64Array
  readonly fitChange: Float64Array
  readonly size: number
}

/** Priors of prophet.stan: k, m ~ Normal(0, 5), δ ~ Laplace(0, τ), σ ~ Normal(0, 0.5), σ > 0. */
const TREND_SCALE = 5
const NOISE_SCALE = 0.5

/** Stan's finite differences: the gradient at these distances, with these weights. */
export const DIFFERENCE = 1e-3
const DIFFERENCE_SQUARED = DIFFERENCE * DIFFERENCE
const DISTANCES = [-2 * DIFFERENCE, -DIFFERENCE, DIFFERENCE, 2 * DIFFERENCE]
const WEIGHTS = [1 / 12, -2 / 3, 2 / 3, -1 / 12]

/**
 * Log posterior of Prophet with linear trend and additive seasonality (prophet.stan), a linear model:
 * fit = design · (k, m, δ₁…δ_S, β₁…β_K), observed with noise σ. Column t for k, 1 for m,
 * max(0, t − changepoint) for δ, the seasonal features for β. Parameters are those and log σ.
 */
export class PosteriorOfProphet {
  readonly #y: readonly number[]
  readonly #changepoints: number
  /** Columns, one for each linear parameter. */
  readonly #columns: readonly Float64Array[]
  readonly #gram: Float64Array
  /** Precision (1/scale²) of each normal prior; 0 for δ. */
  readonly #precisions: Float64Array
  readonly #tau: number
  /** Room for the trials of a line search. */
  readonly #trial: { readonly parameters: Float64Array; readonly residuals: Float64Array }

  constructor(data: ProphetStanData) {
    this.#y = data.y
    this.#changepoints = data.S
    this.#tau = data.tau
    this.#columns = columnsOf(data)
    this.#gram = gramOf(this.#columns)
    this.#trial = {
      parameters: new Float64Array(this.#columns.length + 1),
      residuals: new Float64Array(data.y.length),
    }
    this.#precisions = Float64Array.from([
      ...[TREND_SCALE, TREND_SCALE].map((scale) => 1 / (scale * scale)),
      ...data.t_change.map(() => 0),
      ...data.sigmas.map((scale) => 1 / (scale * scale)),
    ])
  }

  parametersOf({ k, m, delta, beta, sigmaObs }: ProphetInitialParams): Float64Array {
    return Float64Array.of(k, m, ...delta, ...beta, Math.log(sigmaObs))
  }

  at(parameters: Float64Array): Position {
    const fit = this.fit(parameters)
    const residuals = Float64Array.from(this.#y, (value, i) => value - fit[i]!)
    return { parameters, residuals, logDensity: this.#logDensity(parameters, residuals) }
  }

  /** σ, as a share of the largest value. */
  noise({ parameters }: Position): number {
    return Math.exp(parameters[this.#columns.length]!)
  }

  /** Log density after a step; the fit is linear, so that its change is known beforehand. */
  logDensityAlong(from: Position, { direction, fitChange, size }: Step): number {
    for (let i = 0; i < direction.length; i++) {
      this.#trial.parameters[i] = from.parameters[i]! - size * direction[i]!
    }
    for (let i = 0; i < fitChange.length; i++) {
      this.#trial.residuals[i] = from.residuals[i]! + size * fitChange[i]!
    }
    return this.#logDensity(this.#trial.parameters, this.#trial.residuals)
  }

  /** Gradient, and the Hessian times DIFFERENCE², as Stan's finite differences give it. */
  slopes({ parameters, residuals }: Position): {
    gradient: Float64Array
    hessian: SymmetricMatrix
  } {
    const linear = this.#columns.length
    const size = linear + 1
    const sigma = Math.exp(parameters[linear]!)
    const precision = 1 / (sigma * sigma)
    const gradient = new Float64Array(size)
    const values = new Float64Array(size * size)
    for (let i = 0; i < linear; i++) {
      const pull = precision * dot(this.#columns[i]!, residuals)
      const parameter = parameters[i]!
      gradient[i] = pull - this.#precisions[i]! * parameter - this.#laplaceSlope(i, parameter)
      for (let j = 0; j < linear; j++) {
        values[i * size + j] = -precision * this.#gram[i * linear + j]! * DIFFERENCE_SQUARED
      }
      values[i * size + i]! -=
        this.#precisions[i]! * DIFFERENCE_SQUARED + this.#laplaceBend(i, parameter)
      values[i * size + linear] = values[linear * size + i] = -2 * pull * DIFFERENCE_SQUARED
    }
    const misfit = precision * dot(residuals, residuals)
    const spread = (sigma * sigma) / (NOISE_SCALE * NOISE_SCALE)
    gradient[linear] = misfit - this.#y.length - spread
    values[size * size - 1] = -2 * (misfit + spread) * DIFFERENCE_SQUARED
    return { gradient, hessian: { size, values } }
  }

  /** Design times the linear parameters. */
  fit(parameters: Float64Array): Float64Array {
    const fit = new Float64Array(this.#y.length)
    this.#columns.forEach((column, c) => {
      const parameter = parameters[c]!
      if (parameter === 0) return
      for (let i = 0; i < fit.length; i++) fit[i]! += parameter * column[i]!
    })
    return fit
  }

  output({ parameters }: Position): ProphetOptimizedParams {
    const [k, m] = [parameters[0]!, parameters[1]!]
    const delta = parameters.slice(2, 2 + this.#changepoints)
    const beta = parameters.slice(2 + this.#changepoints, -1)
    const trend = this.fit(Float64Array.of(k, m, ...delta, ...beta.map(() => 0)))
    return { k, m, delta, beta, sigmaObs: Math.exp(parameters.at(-1)!), trend }
  }

  #logDensity(parameters: Float64Array, residuals: Float64Array): number {
    const logSigma = parameters.at(-1)!
    const sigma = Math.exp(logSigma)
    let density = -residuals.length * logSigma - dot(residuals, residuals) / (2 * sigma * sigma)
    density -= (sigma * sigma) / (2 * NOISE_SCALE * NOISE_SCALE)
    for (let i = 0; i < this.#precisions.length; i++) {
      const parameter = parameters[i]!
      density -= this.#isDelta(i)
        ? Math.abs(parameter) / this.#tau
        : (this.#precisions[i]! * parameter * parameter) / 2
    }
    return density
  }

  #isDelta(i: number): boolean {
    return i >= 2 && i < 2 + this.#changepoints
  }

  #laplaceSlope(i: number, parameter: number): number {
    return this.#isDelta(i) ? Math.sign(parameter) / this.#tau : 0
  }

  /** At δ = 0 the kink looks like curvature: DIFFERENCE · 7/6 ÷ τ; beyond 2·DIFFERENCE there is none. */
  #laplaceBend(i: number, parameter: number): number {
    if (!this.#isDelta(i) || Math.abs(parameter) > 2 * DIFFERENCE) return 0
    let sum = 0
    DISTANCES.forEach((distance, d) => {
      sum += WEIGHTS[d]! * Math.sign(parameter + distance)
    })
    return (DIFFERENCE * sum) / this.#tau
  }
}

function columnsOf({ t, t_change, X, K }: ProphetStanData): readonly Float64Array[] {
  // augurs' types call X flat; it is T rows of K features.
  const rows = X as unknown as readonly (readonly number[])[]
  return [
    Float64Array.from(t),
    new Float64Array(t.length).fill(1),
    ...t_change.map((change) => Float64Array.from(t, (time) => Math.max(0, time - change))),
    ...Array.from({ length: K }, (_, k) => Float64Array.from(rows, (row) => row[k]!)),
  ]
}

function gramOf(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(columns.flatMap((a) => columns.map((b) => dot(a, b))))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
