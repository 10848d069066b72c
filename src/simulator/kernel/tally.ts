// What happened since the last observation, and in all. Sums, so that a mean costs nothing to keep.

// Since the last observation.
export let arrivals: f64 = 0
export let islSum: f64 = 0
export let oslSum: f64 = 0
export let firstTokens: f64 = 0
export let ttftSumMs: f64 = 0
/** Gaps between two tokens of one request, counted when the later one is emitted. */
export let gaps: f64 = 0
export let gapSumMs: f64 = 0
export let finished: f64 = 0
export let durationSumMs: f64 = 0
// In all.
export let arrived: f64 = 0
export let completed: f64 = 0
export let rejected: f64 = 0
/** Killed and not tried again. */
export let failed: f64 = 0
export let kills: f64 = 0
export let preemptions: f64 = 0
export let outputTokens: f64 = 0
export let peakKvTokens: f64 = 0

export function countArrival(isl: f64, osl: f64): void {
  arrivals++
  arrived++
  islSum += isl
  oslSum += osl
}

export function countFirstToken(afterMs: f64): void {
  firstTokens++
  ttftSumMs += afterMs
}

/** More gaps, that took so long together; negative numbers take some back. */
export function countGaps(count: f64, sumMs: f64): void {
  gaps += count
  gapSumMs += sumMs
}

export function countTokens(count: f64): void {
  outputTokens += count
}

export function countCompleted(durationMs: f64): void {
  completed++
  finished++
  durationSumMs += durationMs
}

export function countRejected(): void {
  rejected++
}

export function countKill(): void {
  kills++
}

export function countFailed(): void {
  failed++
}

export function countPreemption(): void {
  preemptions++
}

export function countKv(tokens: f64): void {
  if (tokens > peakKvTokens) peakKvTokens = tokens
}

export function startInterval(): void {
  arrivals = 0
  islSum = 0
  oslSum = 0
  firstTokens = 0
  ttftSumMs = 0
  gaps = 0
  gapSumMs = 0
  finished = 0
  durationSumMs = 0
}
