import type { ProphetStanData } from '@bsull/augurs/prophet'
import { describe, expect, it } from 'vitest'
import { DIFFERENCE, PosteriorOfProphet } from '../../src/forecast/prophet-posterior.js'

/** Five values, one changepoint at 0.5, one seasonal feature; τ = 0.05. */
const DATA = {
  T: 5,
  y: [0.2, 0.5, 0.4, 1, 0.9],
  t: [0, 0.25, 0.5, 0.75, 1],
  cap: [0, 0, 0, 0, 0],
  S: 1,
  t_change: [0.5],
  trend_indicator: 0,
  K: 1,
  s_a: [1],
  s_m: [0],
  X: [[0], [1], [0], [-1], [0]] as unknown as number[],
  sigmas: [10],
  tau: 0.05,
} satisfies ProphetStanData

const posterior = new PosteriorOfProphet(DATA)

function place(k: number, delta: number) {
  const init = { k, m: 0.3, delta: Float64Array.of(delta), beta: Float64Array.of(0.1) }
  return posterior.at(posterior.parametersOf({ ...init, sigmaObs: 0.5 }))
}

describe('the log posterior of Prophet', () => {
  it('is priors plus likelihood', () => {
    const flat = posterior.at(
      posterior.parametersOf({
        k: 0,
        m: 0,
        delta: Float64Array.of(0),
        beta: Float64Array.of(0),
        sigmaObs: 1,
      }),
    )
    // Σy² = 2.26; −2.26 ÷ 2 from the values, −1 ÷ (2 · 0.5²) from σ = 1.
    expect(flat.logDensity).toBeCloseTo(-1.13 - 2, 12)
  })

  it('bends at changepoint, feature and slope', () => {
    // k t + m + δ max(0, t − 0.5) + β x with k = 0.4, m = 0.3, δ = 0.2, β = 0.1.
    expect(
      [...posterior.fit(place(0.4, 0.2).parameters)].map((v) => Number(v.toFixed(12))),
    ).toEqual([0.3, 0.5, 0.5, 0.55, 0.8])
  })

  it('has the gradient that differences of its density show', () => {
    const from = place(0.4, 0.2)
    const { gradient } = posterior.slopes(from)
    for (const [i, slope] of gradient.entries()) {
      const moved = (by: number) =>
        posterior.at(from.parameters.map((value, j) => value + (i === j ? by : 0))).logDensity
      expect(slope).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6)
    }
  })

  it('has a kink at δ = 0 that Stan’s differences take for curvature', () => {
    const at = (delta: number) => posterior.slopes(place(0.4, delta)).hessian
    const { size } = at(0)
    const [kink, smooth] = [at(0), at(0.2)].map(({ values }) => values[2 * size + 2]!)
    // 0.001 · (7/6) ÷ 0.05 = 0.02333…
    expect(smooth! - kink!).toBeCloseTo((DIFFERENCE * 7) / 6 / 0.05, 12)
  })
})
