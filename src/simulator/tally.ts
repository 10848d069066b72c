/**
 * What happened since the last observation, and in all. Sums, so that a mean costs nothing to keep.
 * What is added up in floating point is declared as −0, which V8 keeps as such: a field that begins as a small
 * integer and becomes floating-point later makes it throw away compiled code, in the next play once more.
 */
export class Tally {
  // Since the last observation.
  arrivals = 0
  islSum = 0
  oslSum = 0
  firstTokens = 0
  ttftSumMs = -0
  /** Gaps between two tokens of one request, counted when the later one is emitted. */
  gaps = -0
  gapSumMs = -0
  finished = 0
  durationSumMs = -0
  // In all.
  arrived = 0
  completed = 0
  rejected = 0
  /** Killed and not tried again. */
  failed = 0
  kills = 0
  preemptions = 0
  outputTokens = -0
  peakKvTokens = -0

  constructor() {
    this.startInterval()
    this.outputTokens = 0
    this.peakKvTokens = 0
  }

  arrive(isl: number, osl: number): void {
    this.arrivals++
    this.arrived++
    this.islSum += isl
    this.oslSum += osl
  }

  firstToken(ttftMs: number): void {
    this.firstTokens++
    this.ttftSumMs += ttftMs
  }

  finish(durationMs: number): void {
    this.completed++
    this.finished++
    this.durationSumMs += durationMs
  }

  startInterval(): void {
    this.arrivals = 0
    this.islSum = 0
    this.oslSum = 0
    this.firstTokens = 0
    this.ttftSumMs = 0
    this.gaps = 0
    this.gapSumMs = 0
    this.finished = 0
    this.durationSumMs = 0
  }
}
