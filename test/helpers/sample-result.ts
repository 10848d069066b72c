import type { Reason } from '../../src/domain/decision.js'
import type { PerRole } from '../../src/domain/role.js'
import type { DryRunSettings } from '../../src/domain/settings.js'
import type { Traffic } from '../../src/domain/traffic.js'
import type { ForecastErrors, IntervalRecord, Result, Summary } from '../../src/run/result.js'
import { withSimulation } from './sample-simulated.js'
import { plannerSettings } from './settings.js'

/** How a made-up result differs from the usual one of 59 one-minute intervals. */
export interface SampleOptions {
  readonly intervals?: number
  readonly warmup?: number
  readonly intervalSeconds?: number
  readonly originEpochMs?: number
  readonly traceName?: string
  readonly warnings?: readonly string[]
  readonly settings?: Partial<DryRunSettings>
  /** Play the requests through a made-up fleet; `hopeless` gives every one a TTFT of 600 s. */
  readonly simulated?: boolean | 'hopeless'
  /** No traffic at all. */
  readonly zeros?: boolean
}

const PREFILL_TOKENS_PER_GPU = 8_000
const DECODE_TOKENS_PER_GPU = 420

/** A result with a daily wave, noise, an idle minute, and a spike that no forecast sees coming. */
export function sampleResult(options: SampleOptions = {}): Result {
  const count = options.intervals ?? 59
  const settings = sampleSettings(options)
  const seconds = settings.adjustmentIntervalSeconds
  const traffic = trafficOf({ count, seed: 7, zeros: options.zeros ?? false })
  const planned = traffic.map((observed, index) =>
    record({ index, observed, before: traffic[index - 1], seconds }),
  )
  const played = options.simulated
    ? withSimulation(planned, { settings, hopeless: options.simulated === 'hopeless' })
    : { intervals: planned }
  const { intervals } = played
  const warmup = trafficOf({ count: options.warmup ?? 0, seed: 3, zeros: false })
  return {
    schemaVersion: 1,
    plannerVersion: '0.1.0',
    settings,
    trace: {
      name: options.traceName ?? 'sample.jsonl',
      format: 'mooncake',
      requests: sum(traffic.map(({ requests }) => requests)),
      inputTokens: Math.round(sum(traffic.map(({ requests, isl }) => requests * isl))),
      outputTokens: Math.round(sum(traffic.map(({ requests, osl }) => requests * osl))),
      firstSeconds: 0.5,
      lastSeconds: count * seconds - 0.5,
      sorted: true,
      originEpochMs: options.originEpochMs ?? null,
      badLines: 0,
      firstBadLine: null,
    },
    profile: {
      name: 'h200-llama-3.1-8b',
      remarks: ['estimated from first principles, not measured'],
      prefill: { samples: 16, islRange: [100, 16_000] },
      decode: {
        samples: 60,
        contextLengthRange: [200, 16_000],
        kvUsageRange: [0.02, 0.95],
        maxKvTokens: 700_000,
      },
      coverage: { prefill: 0.98, decode: 1 },
    },
    warmup: warmup.map((sample, position) => {
      const index = position - warmup.length
      return { index, startSeconds: index * seconds, ...sample }
    }),
    intervals,
    summary: {
      ...summarize(intervals, settings),
      ...('summary' in played ? { simulated: played.summary } : {}),
    },
    warnings: options.warnings ?? ['the trace is not sorted by time; it was sorted'],
  }
}

function sampleSettings({
  settings,
  intervalSeconds,
  warmup,
  simulated,
}: SampleOptions): DryRunSettings {
  return plannerSettings({
    adjustmentIntervalSeconds: intervalSeconds ?? 60,
    maxGpuBudget: 8,
    loadPredictorWarmupTrace: warmup === undefined ? null : 'warmup.jsonl',
    profileResultsDir: 'h200-llama-3.1-8b',
    simulate: simulated ? 'requests' : 'none',
    ...settings,
  })
}

interface TrafficOptions {
  readonly count: number
  readonly seed: number
  readonly zeros: boolean
}

function trafficOf({ count, seed, zeros }: TrafficOptions): readonly Traffic[] {
  const noise = generator(seed)
  return Array.from({ length: count }, (_, index) => {
    const wave = 1 + 0.6 * Math.sin((index / Math.min(count, 1440)) * 2 * Math.PI - 1)
    const spike = index % 100 === 42 ? 1.9 : 1
    const idle = zeros || index % 100 === 20
    const [a, b, c] = [noise(), noise(), noise()]
    if (idle) return { requests: 0, isl: 0, osl: 0 }
    return {
      requests: Math.round(130 * wave * spike * (0.85 + 0.3 * a)),
      isl: 8_000 * (0.8 + 0.3 * b) + 1_500 * wave,
      osl: 330 * (0.85 + 0.3 * c),
    }
  })
}

interface RecordParts {
  readonly index: number
  readonly observed: Traffic
  readonly before: Traffic | undefined
  readonly seconds: number
}

function record({ index, observed, before, seconds }: RecordParts): IntervalRecord {
  const predicted = before ?? observed
  const load = tokens(observed)
  const demand = tokens(predicted)
  const unclamped = {
    prefill: Math.max(1, Math.ceil(demand.prefillTokens / seconds / PREFILL_TOKENS_PER_GPU)),
    decode: Math.max(1, Math.ceil(demand.decodeTokens / seconds / DECODE_TOKENS_PER_GPU)),
  }
  const target = index === 0 ? { prefill: 1, decode: 1 } : withinBudget(unclamped)
  return {
    index,
    startSeconds: index * seconds,
    observed,
    predicted,
    target,
    load,
    capacity: {
      prefillTokens: target.prefill * PREFILL_TOKENS_PER_GPU * seconds,
      decodeTokens: target.decode * DECODE_TOKENS_PER_GPU * seconds,
    },
    decision: {
      unclamped: index === 0 ? { prefill: null, decode: null } : unclamped,
      correction: { prefill: 1, decode: 1 },
      demandTokensPerSecond: {
        prefill: demand.prefillTokens / seconds,
        decode: demand.decodeTokens / seconds,
      },
      throughputPerGpu: { prefill: PREFILL_TOKENS_PER_GPU, decode: DECODE_TOKENS_PER_GPU },
      throughputSource: { prefill: 'profile', decode: 'profile' },
      latencyMs: { prefill: 310.25, decode: 21.5 },
      reasons: reasonsOf({ index, unclamped, target }),
    },
  }
}

function tokens({ requests, isl, osl }: Traffic): IntervalRecord['load'] {
  return { prefillTokens: requests * isl, decodeTokens: requests * osl }
}

function withinBudget({ prefill, decode }: PerRole<number>): PerRole<number> {
  const allowed = Math.min(prefill, 8 - 1)
  return { prefill: allowed, decode: Math.min(decode, 8 - allowed) }
}

interface ReasonParts {
  readonly index: number
  readonly unclamped: PerRole<number>
  readonly target: PerRole<number>
}

function reasonsOf({ index, unclamped, target }: ReasonParts): readonly Reason[] {
  if (index === 0) return [{ code: 'start', text: 'the start replicas, nothing was planned' }]
  const reasons: Reason[] = [
    { code: 'load', role: 'prefill', text: `the forecast load asks for ${unclamped.prefill}` },
  ]
  if (unclamped.prefill > target.prefill || unclamped.decode > target.decode) {
    const asked = unclamped.prefill + unclamped.decode
    reasons.push({ code: 'budget', text: `${asked} GPUs asked for, 8 allowed by --max-gpu-budget` })
  }
  return reasons
}

function summarize(intervals: readonly IntervalRecord[], settings: DryRunSettings): Summary {
  const hours = settings.adjustmentIntervalSeconds / 3600
  const counts = (role: 'prefill' | 'decode') => intervals.map(({ target }) => target[role])
  const gpus = intervals.map(({ target }) => target.prefill + target.decode)
  const changed = intervals.filter(({ target }, index) => {
    const before = intervals[index - 1]?.target
    return before && (before.prefill !== target.prefill || before.decode !== target.decode)
  })
  const errors: ForecastErrors = { mae: 14.2, rmse: 22.9, wape: 0.124, mase: 1, bias: -0.4 }
  return {
    requests: sum(intervals.map(({ observed }) => observed.requests)),
    intervals: intervals.length,
    scalingActions: changed.length,
    replicas: { prefill: meanAndPeak(counts('prefill')), decode: meanAndPeak(counts('decode')) },
    gpus: meanAndPeak(gpus),
    gpuHours: {
      prefill: sum(counts('prefill')) * hours,
      decode: sum(counts('decode')) * hours,
      total: sum(gpus) * hours,
    },
    shortIntervals: {
      prefill: intervals.filter(({ load, capacity }) => load.prefillTokens > capacity.prefillTokens)
        .length,
      decode: intervals.filter(({ load, capacity }) => load.decodeTokens > capacity.decodeTokens)
        .length,
    },
    forecast: {
      requests: errors,
      isl: { ...errors, wape: 0.091 },
      osl: { ...errors, wape: null, mase: null },
    },
  }
}

function meanAndPeak(values: readonly number[]): { readonly mean: number; readonly peak: number } {
  return { mean: sum(values) / values.length, peak: Math.max(...values) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Linear congruential, 32 bits (Numerical Recipes' constants): the same noise everywhere. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
