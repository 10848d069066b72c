import { type FitError, fitError, fitNonNegative } from './least-squares.js'
import type { DecodeSamples, PrefillSamples } from './profile.js'

/** TTFT = base + perToken · L + perTokenSquared · L²; every coefficient ≥ 0. */
export interface TtftModel {
  /** What a prompt of no length would take: launch, scheduling, ms. */
  readonly baseMs: number
  /** The layers' matrix products, ms/token. */
  readonly perTokenMs: number
  /** Attention of every token to all before it, ms/token². */
  readonly perTokenSquaredMs: number
  readonly error: FitError
}

/** ITL = base + perRequest · B + perKvToken · KV; every coefficient ≥ 0. */
export interface ItlModel {
  /** Reading the weights once a step, ms. */
  readonly baseMs: number
  /** Work for each running request, ms. */
  readonly perRequestMs: number
  /** Reading each token of context in the KV cache, ms. */
  readonly perKvTokenMs: number
  readonly error: FitError
}

/** What a decode engine holds at once. */
export interface DecodeLoad {
  /** Running requests, B. */
  readonly batch: number
  /** Tokens of context of all of them, KV. */
  readonly kvTokens: number
}

/**
 * Prefill time as a transformer's operation count says: linear in the prompt but for attention,
 * which is quadratic. Least squares of the relative error, coefficients not negative.
 * Worked number: 10 + 0.02 · 1,000 + 10⁻⁶ · 1,000² = 31 ms.
 */
export function fitTtft({ isl, ttftMs }: PrefillSamples): TtftModel {
  const columns = [isl.map(() => 1), isl, isl.map((length) => length ** 2)]
  const [baseMs = 0, perTokenMs = 0, perTokenSquaredMs = 0] = fitNonNegative(columns, ttftMs)
  const model = { baseMs, perTokenMs, perTokenSquaredMs }
  return {
    ...model,
    error: fitError(
      ttftMs,
      isl.map((length) => modelTtftMs(model, length)),
    ),
  }
}

/**
 * Decode step time: a step reads the weights once and the KV cache of every request once, and
 * memory bandwidth bounds it. Least squares of the relative error, coefficients not negative.
 * Worked number: 4 + 0.01 · 100 + 2·10⁻⁵ · 300,000 = 11 ms.
 */
export function fitItl(samples: DecodeSamples): ItlModel {
  const { itlMs } = samples
  const loads = Array.from(itlMs, (_, i) => loadAt(samples, placeOf(samples, i)))
  const columns = [
    itlMs.map(() => 1),
    Float64Array.from(loads, ({ batch }) => batch),
    Float64Array.from(loads, ({ kvTokens }) => kvTokens),
  ]
  const [baseMs = 0, perRequestMs = 0, perKvTokenMs = 0] = fitNonNegative(columns, itlMs)
  const model = { baseMs, perRequestMs, perKvTokenMs }
  const fitted = Float64Array.from(loads, (load) => modelItlMs(model, load))
  return { ...model, error: fitError(itlMs, fitted) }
}

export function modelTtftMs(model: Omit<TtftModel, 'error'>, isl: number): number {
  return model.baseMs + isl * (model.perTokenMs + isl * model.perTokenSquaredMs)
}

export function modelItlMs(
  model: Omit<ItlModel, 'error'>,
  { batch, kvTokens }: DecodeLoad,
): number {
  return model.baseMs + model.perRequestMs * batch + model.perKvTokenMs * kvTokens
}

/**
 * Requests and tokens of an engine at a KV usage and mean context: KV = usage · maxKvTokens,
 * B = KV / context. At least one request runs. Worked number: 0.5 of 100,000 tokens at a context
 * of 1,000 is B = 50.
 */
export function loadAt(
  { maxKvTokens }: Pick<DecodeSamples, 'maxKvTokens'>,
  { kvUsage, contextLength }: { kvUsage: number; contextLength: number },
): DecodeLoad {
  const kvTokens = Math.max(kvUsage * maxKvTokens, contextLength)
  return { batch: kvTokens / contextLength, kvTokens }
}

/** Where sample i was measured. */
export function placeOf({ kvUsage, contextLength }: DecodeSamples, i: number) {
  return { kvUsage: kvUsage[i]!, contextLength: contextLength[i]! }
}
