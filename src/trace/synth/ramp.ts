import { independentRequests, poissonArrivals } from './arrivals.js'
import type { Shape } from './shape.js'

/** λ(t) = rate + (peak − rate) · min(1, t / duration). */
export const ramp: Shape = {
  name: 'ramp',
  summary: 'a straight line from the rate to the peak rate over the duration',
  uses: ['peakRate'],
  requests(settings, random) {
    const { rate, peakRate, duration } = settings
    const rateAt = (seconds: number) => rate + (peakRate - rate) * Math.min(1, seconds / duration)
    const arrivals = poissonArrivals({ rateAt, peakRate: Math.max(rate, peakRate) }, random)
    return independentRequests(arrivals, { settings, random })
  },
}
