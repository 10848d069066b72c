import { independentRequests, poissonArrivals } from './arrivals.js'
import { cosTurns } from './maths.js'
import type { Shape } from './shape.js'

/**
 * λ(t) = rate + (peak − rate) · (1 − cos(2π t / period)) / 2.
 * With rate 1, peak 5 and a day, λ at 6 o'clock is 3 and at noon 5.
 */
export const diurnal: Shape = {
  name: 'diurnal',
  summary: 'a day: from the rate at midnight to the peak rate at noon and back, as a cosine',
  uses: ['peakRate', 'period'],
  requests(settings, random) {
    const { rate, peakRate, period } = settings
    const rateAt = (seconds: number) =>
      rate + ((peakRate - rate) * (1 - cosTurns(seconds / period))) / 2
    const arrivals = poissonArrivals({ rateAt, peakRate: Math.max(rate, peakRate) }, random)
    return independentRequests(arrivals, { settings, random })
  },
}
