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
  if (new Set(maxKvTokens).size !== 1 || new Set(tp).size === 1) return []
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
  const { isl, ttftMs, throughputPerGpu } = samples
  const divisors = Array.from(isl, (length, i) => ({
    divisor: (length / ttftMs[i]!) * (1000 / throughputPerGpu[i]!),
    at: `ISL ${whole(length)}`,
  }))
  return scaleFaults(divisors, { what: 'prefill throughput per GPU is ISL/TTFT', gpusPerEngine })
}

/** Decode throughput per GPU is batch/ITL over the GPUs of the engine; one request cannot queue. */
function decodeScaleFaults(samples: DecodeSamples, gpusPerEngine: number | undefined): string[] {
  const { contextLength, itlMs, kvUsage, maxKvTokens, throughputPerGpu } = samples
  const divisors = Array.from(contextLength, (length, i) => ({
    batch: (kvUsage[i]! * maxKvTokens) / length,
    divisor: 1000 / itlMs[i]! / throughputPerGpu[i]!,
    at: `context ${whole(length)}`,
  })).filter(({ batch }) => Math.abs(batch - 1) < RATIO_TOLERANCE)
  return scaleFaults(divisors, {
    what: 'decode throughput per GPU at batch 1 is 1/ITL',
    gpusPerEngine,
  })
}

function scaleFaults(
  divisors: readonly { divisor: number; at: string }[],
  { what, gpusPerEngine }: { what: string; gpusPerEngine: number | undefined },
): string[] {
  const [low, high] = [...divisors].sort((a, b) => a.divisor - b.divisor).filter(isEnd)
  if (low === undefined) return []
  const faults: string[] = []
  if (high !== undefined && high.divisor / low.divisor > 1 + RATIO_TOLERANCE) {
    faults.push(
      `${what} over ${low.divisor.toFixed(1)} at ${low.at} but over ${high.divisor.toFixed(1)} at ${high.at}`,
    )
  }
  const gpus = Math.round(low.divisor)
  if (gpusPerEngine !== undefined && gpus !== gpusPerEngine) {
    faults.push(`${what} over ${gpus}, but one engine has ${gpusPerEngine} GPUs`)
  }
  return faults
}

const isEnd = (_: unknown, i: number, all: readonly unknown[]) => i === 0 || i === all.length - 1
const whole = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
const ms = (value: number): string => `${Math.round(value)} ms`
