import { endTokens, growthMs, locate, stepMs } from './step-lines'

/** How near to a whole number of steps an estimate may be before it is checked, relative. */
const DOUBT: f64 = 1e-6

/**
 * A decode replica's steps, counted and timed without being played one by one. The clock stands at a
 * step boundary; from there on the batch is the same, each step adds `batch` tokens to the KV cache,
 * and so the time of n steps is a sum of arithmetic series, one for each segment of the step time:
 * n · first + growth · batch · n (n − 1) / 2.
 * Worked number: steps of 10 ms + 0.001 ms/token from 0 tokens at batch 100 last 10, 10.1, 10.2: 30.3 ms.
 */
@unmanaged
export class DecodeClock {
  /** The boundary it stands at, ms. */
  ms: f64 = 0
  /** Steps done. */
  iteration: f64 = 0
  batch: f64 = 0
  /** KV tokens of the running requests at this boundary. */
  kvTokens: f64 = 0
  /** Recomputation at the beginning of the next step, ms. */
  delayMs: f64 = 0

  /** Milliseconds that the next `steps` steps take. */
  msOf(steps: f64): f64 {
    if (steps === 0) return 0
    const batch = this.batch
    let ms = this.delayMs
    let kvTokens = this.kvTokens
    let left = steps
    while (true) {
      locate(batch, kvTokens)
      // Most often no division is needed to see that all steps start inside the segment.
      const inside =
        kvTokens + (left - 1) * batch < endTokens ? left : Math.ceil((endTokens - kvTokens) / batch)
      ms += inside * (stepMs + growthMs * batch * ((inside - 1) / 2))
      if (inside === left) return ms
      left -= inside
      kvTokens += inside * batch
    }
  }

  /** Steps to the first boundary at or after a time: 0 when it stands at or after it already. */
  stepsTo(atMs: f64): f64 {
    const wanted = atMs - this.ms
    if (wanted <= 0) return 0
    if (wanted <= this.delayMs) return 1
    const exact = this.exactSteps(wanted - this.delayMs)
    const steps = Math.max(1, Math.ceil(exact))
    if (Math.abs(exact - Math.round(exact)) > DOUBT * exact) return steps
    if (steps > 1 && this.ms + this.msOf(steps - 1) >= atMs) return steps - 1
    return this.ms + this.msOf(steps) >= atMs ? steps : steps + 1
  }

  /** Moves to the boundary `steps` further on, which is at `atMs`. */
  advance(steps: f64, atMs: f64): void {
    this.ms = atMs
    this.iteration += steps
    this.kvTokens += steps * this.batch
    this.delayMs = 0
  }

  /** Steps that take so long, with a fraction: steps of the last segment by the root of its quadratic. */
  private exactSteps(ms: f64): f64 {
    const batch = this.batch
    let wanted = ms
    let kvTokens = this.kvTokens
    let steps: f64 = 0
    while (true) {
      locate(batch, kvTokens)
      const growth = growthMs * batch
      const linear = stepMs - growth / 2
      const root = Math.sqrt(Math.max(0, linear * linear + 2 * growth * wanted))
      const inside = (2 * wanted) / (linear + root)
      if (kvTokens + inside * batch <= endTokens) return steps + inside
      const whole = Math.ceil((endTokens - kvTokens) / batch)
      const wholeMs = whole * (stepMs + growth * ((whole - 1) / 2))
      if (wholeMs >= wanted) return steps + inside
      wanted -= wholeMs
      steps += whole
      kvTokens += whole * batch
    }
  }
}
