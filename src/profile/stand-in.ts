import type { DecodeSurface, SurfacePoint } from './decode-surface.js'
import type { Place } from './locate.js'
import { fitItl, fitTtft, loadAt, modelItlMs, modelTtftMs, placeOf } from './physical-model.js'
import type { DecodeSamples, PrefillSamples } from './profile.js'

/** A latency and a throughput that go together. */
export interface Estimate {
  readonly latencyMs: number
  readonly throughputPerGpu: number
}

/**
 * How far an interpolated value may be from the physical model's, as a factor either way. A cubic
 * through good data bends around the model by some ten per cent; where it swings by more than this
 * between samples that it meets, it is the cubic that is wrong. Negative and non-finite values
 * are always beyond it.
 */
const ALLOWED_FACTOR = 1.5

/** Whether an interpolated operating point can be believed beside the physical model's. */
export function isPlausible(interpolated: Estimate, model: Estimate): boolean {
  return (
    isNear(interpolated.latencyMs, model.latencyMs) &&
    isNear(interpolated.throughputPerGpu, model.throughputPerGpu)
  )
}

function isNear(value: number, model: number): boolean {
  return value * ALLOWED_FACTOR >= model && value <= model * ALLOWED_FACTOR
}

/**
 * Prefill by the physical model, brought onto the samples: between two of them the fitted TTFT times
 * the ratio measured / fitted, itself linear in isl; throughput is isl/TTFT times the samples' own
 * ratio to that (one over the GPUs of an engine). So it meets every sample and is positive everywhere.
 */
export function createPrefillStandIn(samples: PrefillSamples): (isl: number) => Estimate {
  const { isl, ttftMs, throughputPerGpu } = samples
  const model = fitTtft(samples)
  const fittedShare = ttftMs.map((ms, i) => ms / modelTtftMs(model, isl[i]!))
  const scale = throughputPerGpu.map((value, i) => (value * ttftMs[i]!) / isl[i]!)
  return (length) => {
    let after = 1
    while (after < isl.length - 1 && isl[after]! < length) after++
    const share = (length - isl[after - 1]!) / (isl[after]! - isl[after - 1]!)
    const latencyMs = modelTtftMs(model, length) * between(fittedShare, after, share)
    return { latencyMs, throughputPerGpu: (length / latencyMs) * between(scale, after, share) }
  }
}

/** Linear between the value before a place and the one there. */
function between(values: Float64Array, after: number, share: number): number {
  return values[after - 1]! + share * (values[after]! - values[after - 1]!)
}

/**
 * Decode by the physical model, brought onto the samples: inside a triangle of samples the fitted
 * ITL times the ratio measured / fitted, itself linear over the triangle; throughput is batch/ITL
 * times the samples' own ratio to that. Null outside the samples, where the nearest one stands.
 */
export function createDecodeStandIn(
  samples: DecodeSamples,
  { corners }: Pick<DecodeSurface, 'corners'>,
): (point: SurfacePoint) => Estimate | null {
  const { itlMs, throughputPerGpu } = samples
  const model = fitItl(samples)
  const loads = Array.from(itlMs, (_, i) => loadAt(samples, placeOf(samples, i)))
  const fittedShare = itlMs.map((ms, i) => ms / modelItlMs(model, loads[i]!))
  const scale = throughputPerGpu.map((value, i) => (value * itlMs[i]!) / loads[i]!.batch)
  const linear = (values: Float64Array, { triangle, weights }: Place) =>
    weights[0] * values[corners[3 * triangle]!]! +
    weights[1] * values[corners[3 * triangle + 1]!]! +
    weights[2] * values[corners[3 * triangle + 2]!]!
  return (point) => {
    if (point.place === null) return null
    const load = loadAt(samples, point)
    const latencyMs = modelItlMs(model, load) * linear(fittedShare, point.place)
    return { latencyMs, throughputPerGpu: (load.batch / latencyMs) * linear(scale, point.place) }
  }
}
