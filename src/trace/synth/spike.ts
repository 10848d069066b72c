import { independentRequests, poissonArrivals } from './arrivals.js'
import type { Shape } from './shape.js'

/** λ(t) = peak for at ≤ t < at + width, else rate. */
export const spike: Shape = {
  name: 'spike',
  summary: 'the rate, but for a while the peak rate',
  uses: ['peakRate', 'at', 'width'],
  requests(settings, random) {
    const { rate, peakRate, at, width } = settings
    const rateAt = (seconds: number) => (seconds >= at && seconds < at + width ? peakRate : rate)
    const arrivals = poissonArrivals({ rateAt, peakRate: Math.max(rate, peakRate) }, random)
    return independentRequests(arrivals, { settings, random })
  },
}
