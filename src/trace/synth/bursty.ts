import { independentRequests } from './arrivals.js'
import type { Random } from './random.js'
import type { Shape, SynthSettings } from './shape.js'

/**
 * A Markov-modulated Poisson process of two states. Calm: λ = rate, lasting on average calm-time;
 * burst: λ = peak, lasting on average burst-time; both lengths exponential.
 * Mean rate = (rate · calm + peak · burst) / (calm + burst): 2 and 10 per s, 300 and 60 s give 3.33 per s.
 */
export const bursty: Shape = {
  name: 'bursty',
  summary: 'bursts at random: a Markov-modulated Poisson process of two rates',
  uses: ['peakRate', 'calmTime', 'burstTime'],
  requests: (settings, random) =>
    independentRequests(burstyArrivals(settings, random), { settings, random }),
}

function* burstyArrivals(settings: SynthSettings, random: Random): Generator<number> {
  const states = [
    { rate: settings.rate, meanSeconds: settings.calmTime },
    { rate: settings.peakRate, meanSeconds: settings.burstTime },
  ] as const
  let start = 0
  for (let turn = 0; ; turn++) {
    const { rate, meanSeconds } = states[turn % 2 === 0 ? 0 : 1]
    const end = start + random.exponential(meanSeconds)
    // A Poisson process has no memory: the draw that passes the end is left out, the next state starts anew.
    for (let at = start + random.exponential(1 / rate); at < end; ) {
      yield at
      at += random.exponential(1 / rate)
    }
    start = end
  }
}
