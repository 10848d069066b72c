import { RequestRow } from '../request-row.js'
import { MAX_TOKENS } from '../rules.js'
import type { Random } from './random.js'
import type { SynthSettings } from './shape.js'

/**
 * Arrivals (s) of a Poisson process whose rate changes over time, by thinning: candidates come at
 * the peak rate and each is kept with the probability rate ÷ peak.
 * Source: Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes by thinning", 1979.
 */
export function* poissonArrivals(
  { rateAt, peakRate }: { rateAt: (seconds: number) => number; peakRate: number },
  random: Random,
): Generator<number> {
  for (let seconds = 0; ; ) {
    seconds += random.exponential(1 / peakRate)
    if (random.uniform() * peakRate < rateAt(seconds)) yield seconds
  }
}

/** Requests at these times, each with token counts of its own. */
export function* independentRequests(
  arrivals: Iterable<number>,
  { settings, random }: { settings: SynthSettings; random: Random },
): Generator<RequestRow> {
  const row = new RequestRow()
  for (const seconds of arrivals) {
    row.arrivalMs = wholeMs(seconds)
    row.isl = drawTokens({ mean: settings.isl, spread: settings.islSpread }, random)
    row.osl = drawTokens({ mean: settings.osl, spread: settings.oslSpread }, random)
    yield row
  }
}

/** Published traces have whole milliseconds. */
export function wholeMs(seconds: number): number {
  return Math.floor(seconds * 1000)
}

/** A lognormal draw as a whole number of tokens, at least one; what no trace may hold is drawn again. */
export function drawTokens(lengths: { mean: number; spread: number }, random: Random): number {
  for (;;) {
    const tokens = Math.max(1, Math.round(random.lognormal(lengths)))
    if (tokens <= MAX_TOKENS) return tokens
  }
}
