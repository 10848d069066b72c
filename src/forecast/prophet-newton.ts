import type { ProphetOptions, ProphetStanData } from '@bsull/augurs/prophet'
import { DIFFERENCE, type Position, PosteriorOfProphet } from './prophet-posterior.js'
import { solveNegativeDefinite } from './prophet-solve.js'

/** How Newton's method walks. */
interface Gait {
  /**
   * Length of the first step tried; halving follows until nothing is lost. Stan's finite
   * differences scale the Hessian by 1e-6, so that a true Newton step has the length 1e-6.
   */
  readonly firstStep: number
  /** It ends when the log density changed by no more. */
  readonly smallestGain: number
  /**
   * Or when the noise is below this share of the largest value: on a perfect line the density grows
   * without end while the answer stands still.
   */
  readonly smallestNoise: number
}

/** As stan/optimization/newton.hpp: it tries 1 and ends at 2^-20 or 2^-19, 0.95 or 1.91 true steps. */
export const NEWTON_AS_STAN: Gait = { firstStep: 1, smallestGain: 1e-8, smallestNoise: 1e-9 }

/** Half the steps and less; on the public traces the same accuracy to three digits. */
export const NEWTON_DIRECT: Gait = {
  firstStep: DIFFERENCE * DIFFERENCE,
  smallestGain: 1e-5,
  smallestNoise: 1e-6,
}

const MOST_ITERATIONS = 10_000
const SMALLEST_STEP = 1e-50
const NO_LOGS = { debug: '', info: '', warn: '', error: '', fatal: '' }

/**
 * Maximises the posterior of Prophet's Stan model by Stan's Newton method, Prophet's own choice
 * below 100 values. It needs neither seed nor clock: same data, same answer. The kinks of the
 * Laplace prior make the end depend on the path, so the path is kept, differences and all.
 */
export function newtonOptimizer(gait: Gait): ProphetOptions['optimizer'] {
  return {
    optimize(init, dataJson) {
      const posterior = new PosteriorOfProphet(JSON.parse(dataJson) as ProphetStanData)
      const best = climb(posterior, { from: posterior.at(posterior.parametersOf(init)), gait })
      return { params: posterior.output(best), logs: NO_LOGS }
    },
  }
}

interface Walk {
  readonly from: Position
  readonly gait: Gait
}

function climb(posterior: PosteriorOfProphet, { from, gait }: Walk): Position {
  let position = from
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const next = step(posterior, { from: position, gait })
    const gain = Math.abs(next.logDensity - position.logDensity)
    position = next
    if (gain <= gait.smallestGain || posterior.noise(position) < gait.smallestNoise) break
  }
  if (!Number.isFinite(position.logDensity)) throw new Error('the fit of Prophet did not converge')
  return position
}

function step(posterior: PosteriorOfProphet, { from, gait }: Walk): Position {
  const { gradient, hessian } = posterior.slopes(from)
  const direction = solveNegativeDefinite(hessian, gradient)
  const fitChange = posterior.fit(direction)
  for (let size = gait.firstStep; size >= SMALLEST_STEP; size /= 2) {
    const logDensity = posterior.logDensityAlong(from, { direction, fitChange, size })
    if (logDensity < from.logDensity || Number.isNaN(logDensity)) continue
    return posterior.at(from.parameters.map((value, i) => value - size * direction[i]!))
  }
  return from
}
