import { independentRequests, poissonArrivals } from './arrivals.js'
import type { Shape } from './shape.js'

/** λ(t) = rate. */
export const constant: Shape = {
  name: 'constant',
  summary: 'Poisson arrivals at one rate',
  uses: [],
  requests(settings, random) {
    const { rate } = settings
    const arrivals = poissonArrivals({ rateAt: () => rate, peakRate: rate }, random)
    return independentRequests(arrivals, { settings, random })
  },
}
