import type { Compat } from '../domain/settings.js'
import type { PrefillPerformance } from './performance.js'
import type { PrefillSamples } from './profile.js'
import { createSpline } from './spline.js'
import { createPrefillStandIn, isPlausible } from './stand-in.js'

/**
 * Prefill performance on the cubic splines through the samples, isl clamped to the measured range.
 * Where they are not plausible, the physical model stands in, TTFT and throughput together; with
 * `compat: 'reference'` the splines count as they are.
 */
export function createPrefillPerformance(
  samples: PrefillSamples,
  { compat }: { compat: Compat },
): PrefillPerformance {
  const ttft = createSpline(samples.isl, samples.ttftMs)
  const throughput = createSpline(samples.isl, samples.throughputPerGpu)
  const standIn = createPrefillStandIn(samples)
  const shortest = samples.isl[0]!
  const longest = samples.isl.at(-1)!
  return {
    islRange: [shortest, longest],
    at(isl) {
      const length = Math.min(longest, Math.max(shortest, isl))
      const outside = length !== isl
      const latencyMs = ttft(length)
      const throughputPerGpu = throughput(length)
      const interpolated = { latencyMs, throughputPerGpu, source: 'profile', outside } as const
      if (compat === 'reference') return interpolated
      const model = standIn(length)
      return isPlausible(interpolated, model)
        ? interpolated
        : { ...model, source: 'physical-model', outside }
    },
  }
}
