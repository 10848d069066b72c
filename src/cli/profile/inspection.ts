import type { DecodeSamples, PrefillSamples, Profile } from '../../profile/profile.js'

export type Range = readonly [number, number]

/** What a profile holds, in ranges. */
export interface Inspection {
  readonly name: string
  readonly remarks: readonly string[]
  readonly prefill: {
    readonly samples: number
    readonly islRange: Range
    readonly ttftMsRange: Range
    readonly throughputPerGpuRange: Range
  } | null
  readonly decode: {
    readonly samples: number
    readonly contextLengthRange: Range
    readonly kvUsageRange: Range
    /** Running requests: KV usage · KV tokens ÷ context. */
    readonly concurrencyRange: Range
    readonly itlMsRange: Range
    readonly throughputPerGpuRange: Range
    readonly maxKvTokens: number
  } | null
}

export function inspectProfile({ name, remarks, prefill, decode }: Profile): Inspection {
  return {
    name,
    remarks,
    prefill: prefill && inspectPrefill(prefill),
    decode: decode && inspectDecode(decode),
  }
}

function inspectPrefill(samples: PrefillSamples): NonNullable<Inspection['prefill']> {
  return {
    samples: samples.isl.length,
    islRange: range(samples.isl),
    ttftMsRange: range(samples.ttftMs),
    throughputPerGpuRange: range(samples.throughputPerGpu),
  }
}

function inspectDecode(samples: DecodeSamples): NonNullable<Inspection['decode']> {
  const { kvUsage, contextLength, maxKvTokens } = samples
  const concurrency = kvUsage.map((usage, i) =>
    Math.round((usage * maxKvTokens) / contextLength[i]!),
  )
  return {
    samples: kvUsage.length,
    contextLengthRange: range(contextLength),
    kvUsageRange: range(kvUsage),
    concurrencyRange: range(concurrency),
    itlMsRange: range(samples.itlMs),
    throughputPerGpuRange: range(samples.throughputPerGpu),
    maxKvTokens,
  }
}

function range(values: Float64Array): Range {
  return [
    values.reduce((least, value) => Math.min(least, value)),
    values.reduce((most, value) => Math.max(most, value)),
  ]
}
