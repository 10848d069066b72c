import { fitItl, fitTtft, type ItlModel, type TtftModel } from '../../profile/physical-model.js'
import type { DecodeSamples, PrefillSamples, Profile } from '../../profile/profile.js'

export type Range = readonly [number, number]

/** What a profile holds, in ranges, and how well a physical model explains it. */
export interface Inspection {
  readonly name: string
  readonly remarks: readonly string[]
  readonly prefill: {
    readonly samples: number
    readonly islRange: Range
    readonly ttftMsRange: Range
    readonly throughputPerGpuRange: Range
    /** The physical model through the samples, and how far it is off. */
    readonly fit: TtftModel
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
    readonly fit: ItlModel
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
    fit: fitTtft(samples),
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
    fit: fitItl(samples),
  }
}

function range(values: Float64Array): Range {
  return [
    values.reduce((least, value) => Math.min(least, value)),
    values.reduce((most, value) => Math.max(most, value)),
  ]
}
