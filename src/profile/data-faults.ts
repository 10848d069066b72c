import type { DecodeSamples, PrefillSamples } from './profile.js'

/** Ratios that differ by more than this are not one number measured twice. */
const RATIO_TOLERANCE = 0.02

interface Measured {
  readonly prefill: PrefillSamples | null
  readonly decode: DecodeSamples | null
  /** GPUs of one engine where the configuration is known (tensor × pipeline parallel). */
  readonly gpusPerEngine?: number
}

/** One short line for each thing in measured data that cannot be right, with its numbers. */
export function dataFaults({ prefill, decode, gpusPerEngine }: Measured): readonly string[] {
  return [
    ...(prefill ? [...ttftFaults(prefill), ...prefillScaleFaults(prefill, gpusPerEngine)] : []),
    ...(decode ? decodeScaleFaults(decode, gpusPerEngine) : []),
  ]
}

/** Faults that show only across the configurations of one pre-swept file (entry i is row i). */
export function sweepFaults(sweep: {
  readonly tp: readonly number[]
  readonly maxKvTokens: readonly number[]
}): readonly string[] {
  const { tp, maxKvTokens } = sweep
  const one = new Set(maxKvTokens).size === 1 && new Set(tp).size > 1
  if (!one) return []
  return [`max_kv_tokens is ${whole(maxKvTokens[0]!)} for TP ${tp.join(', ')} alike`]
}

/** A longer prompt cannot be faster. */
function ttftFaults({ isl, ttftMs }: PrefillSamples): string[] {
  const faults: string[] = []
  for (let i = 1; i < isl.length; i++) {
    if (ttftMs[i]! >= ttftMs[i - 1]!) continue
    faults.push(
      `TTFT falls from ${ms(ttftMs[i - 1]!)} at ISL ${whole(isl[i - 1]!)} to ${ms(ttftMs[i]!)} at ISL ${whole(isl[i]!)}`,
    )
  }
  return faults
}

/** Prefill throughput per GPU is isl/TTFT over the GPUs of the engine. */
function prefillScaleFaults(samples: PrefillSamples, gpusPerEngine: number | undefined): string[] {
  const divisors = Array.from(
    samples.isl,
    (isl, i) => ((isl / samples.ttftMs[i]!) * 1000) / samples.throughputPerGpu[i]!,
  )
  return scaleFaults(divisors, { what: 'prefill throughput per GPU is ISL/TTFT', gpusPerEngine })
}

/** Decode throughput per GPU is batch/ITL over the GPUs of the engine; at batch 1 nothing blurs it. */
function decodeScaleFaults(samples: DecodeSamples, gpusPerEngine: number | undefined): string[] {
  const divisors: number[] = []
  for (let i = 0; i < samples.kvUsage.length; i++) {
    const batch = (samples.kvUsage[i]! * samples.maxKvTokens) / samples.contextLength[i]!
    if (Math.abs(batch - 1) > RATIO_TOLERANCE) continue
    divisors.push(((batch / samples.itlMs[i]!) * 1000) / samples.throughputPerGpu[i]!)
  }
  return scaleFaults(divisors, { what: 'decode throughput per GPU is batch/ITL', gpusPerEngine })
}

function scaleFaults(
  divisors: readonly number[],
  { what, gpusPerEngine }: { what: string; gpusPerEngine: number | undefined },
): string[] {
  if (divisors.length === 0) return []
  const low = Math.min(...divisors)
  const high = Math.max(...divisors)
  if (high / low > 1 + RATIO_TOLERANCE) {
    return [
      `${what} over ${low.toPrecision(3)} to ${high.toPrecision(3)}, not over one number of GPUs`,
    ]
  }
  const divisor = Math.round((low + high) / 2)
  if (gpusPerEngine === undefined || divisor === gpusPerEngine) return []
  return [`${what} over ${divisor}, but one engine has ${gpusPerEngine} GPUs`]
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
const ms = (value: number): string => `${Math.round(value)} ms`
