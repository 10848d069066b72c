import type { Profile } from '../profile.js'
import { checkEngine } from './check-engine.js'
import { type DecodeLoad, decodeItlMs, decodeThroughputPerGpu } from './decode.js'
import type { Engine } from './engine.js'
import { isNative } from './gpu.js'
import { kvBytesPerToken, maxKvTokens, weightBytes } from './memory.js'
import { totalParameters } from './model-shape.js'
import { prefillThroughputPerGpu, prefillTtftMs } from './prefill.js'
import type { EstimateRequest } from './request.js'
import { sweepDecode, sweepIsl } from './sweep.js'

/** What stands in about.json beside the samples: all that went in, so that anyone can repeat it. */
export interface EstimateAbout {
  readonly name: string
  readonly estimated: true
  readonly remarks: readonly string[]
  readonly kvBytesPerToken: number
  readonly facts: Omit<Engine, 'factors'> & {
    readonly maxContextLength: number
    readonly parameters: number
    readonly weightBytes: number
  }
  readonly factors: Engine['factors']
}

export interface Estimate {
  readonly profile: Profile & {
    readonly prefill: NonNullable<Profile['prefill']>
    readonly decode: NonNullable<Profile['decode']>
  }
  readonly about: EstimateAbout
}

/** Significant digits of estimated numbers: far finer than the estimate is good. */
const DIGITS = 5

/**
 * A profile from first principles: a roofline of GPU and model, sampled as a sweep would be.
 * Throws a UserError when the model cannot be laid out on the GPUs or does not fit them.
 */
export function estimateProfile(request: EstimateRequest): Estimate {
  checkEngine(request)
  const { name, engine, maxContextLength } = request
  const remarks = estimateRemarks(engine)
  const { factors, ...facts } = engine
  return {
    profile: {
      name,
      prefill: samplePrefill(engine, maxContextLength),
      decode: sampleDecode(engine, maxContextLength),
      remarks,
    },
    about: {
      name,
      estimated: true,
      remarks,
      kvBytesPerToken: kvBytesPerToken(engine),
      facts: {
        ...facts,
        maxContextLength,
        parameters: totalParameters(engine.model),
        weightBytes: weightBytes(engine),
      },
      factors,
    },
  }
}

function samplePrefill(engine: Engine, maxContextLength: number): Estimate['profile']['prefill'] {
  const isl = sweepIsl(engine, maxContextLength)
  return {
    isl: Float64Array.from(isl),
    ttftMs: rounded(isl, (length) => prefillTtftMs(engine, length)),
    throughputPerGpu: rounded(isl, (length) => prefillThroughputPerGpu(engine, length)),
  }
}

function sampleDecode(engine: Engine, maxContextLength: number): Estimate['profile']['decode'] {
  const loads = sweepDecode(engine, maxContextLength)
  const kvTokens = maxKvTokens(engine)
  const usage = (load: DecodeLoad) => (load.concurrency * load.contextLength) / kvTokens
  return {
    kvUsage: rounded(loads, usage),
    contextLength: Float64Array.from(loads, (load) => load.contextLength),
    itlMs: rounded(loads, (load) => decodeItlMs(engine, load)),
    throughputPerGpu: rounded(loads, (load) => decodeThroughputPerGpu(engine, load)),
    maxKvTokens: kvTokens,
  }
}

function estimateRemarks({ gpu, weights, tensorParallel }: Engine): readonly string[] {
  const remarks = ['Estimated from first principles by `planner profile estimate`, not measured']
  if (!isNative(gpu, weights)) {
    remarks.push(
      `${weights} weights are multiplied in bf16: the ${gpu.name} has no ${weights} unit`,
    )
  }
  if (tensorParallel > 1) {
    remarks.push(
      `One engine is ${tensorParallel} GPUs: plan with --prefill-engine-num-gpu ${tensorParallel} and --decode-engine-num-gpu ${tensorParallel}`,
    )
  }
  return remarks
}

function rounded<T>(from: readonly T[], value: (item: T) => number): Float64Array {
  return Float64Array.from(from, (item) => Number(value(item).toPrecision(DIGITS)))
}
