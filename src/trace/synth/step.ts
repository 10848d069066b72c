import { independentRequests, poissonArrivals } from './arrivals.js'
import type { Shape } from './shape.js'

/** λ(t) = rate for t < at, then peak. */
export const step: Shape = {
  name: 'step',
  summary: 'the rate, and from one moment on the peak rate',
  uses: ['peakRate', 'at'],
  requests(settings, random) {
    const { rate, peakRate, at } = settings
    const rateAt = (seconds: number) => (seconds < at ? rate : peakRate)
    const arrivals = poissonArrivals({ rateAt, peakRate: Math.max(rate, peakRate) }, random)
    return independentRequests(arrivals, { settings, random })
  },
}
