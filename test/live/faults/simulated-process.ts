import type { Clock } from '../../../src/live/clock.js'
import type { FakeClock } from '../fake-clock.js'

export interface Skew {
  /** How far its clocks are from the world's. */
  readonly steadyMs: number
  readonly epochMs: number
  /** Seconds of its steady clock in one second of the world. */
  readonly rate: number
}

/** At which waits something may befall it: at any, or at those of a request that gives an order or renews a lease. */
export type Moment = 'any' | 'order' | 'renewal'

/** A signal that never aborts: one each, for nothing must gather on one that outlives a day. */
export function never(): AbortSignal {
  return new AbortController().signal
}

/**
 * A process as its operating system sees it, with clocks of its own. It can be killed, stopped (SIGSTOP) or
 * suspended with its machine at any moment at which it waits: whatever it waited for, nothing comes back to it before
 * it is resumed, and nothing at all to the dead.
 */
export class SimulatedProcess implements Clock {
  private dead = false
  private stopped: { readonly resumed: Promise<void>; readonly resume: () => void } | null = null
  private armed: { left: number; readonly at: Moment; readonly then: () => void } | null = null
  private suspendedMs = 0
  private jumpedMs = 0
  private wasSetBack = false

  constructor(
    private readonly world: FakeClock,
    private readonly skew: Skew = { steadyMs: 0, epochMs: 0, rate: 1 },
  ) {}

  get isDead(): boolean {
    return this.dead
  }

  steadyMs(): number {
    return this.skew.steadyMs + (this.world.steadyMs() - this.suspendedMs) * this.skew.rate
  }

  epochMs(): number {
    return this.world.epochMs() + this.skew.epochMs + this.jumpedMs
  }

  async sleepUntil(steadyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.steadyMs() < steadyMs) {
      const leftMs = (steadyMs - this.steadyMs()) / this.skew.rate
      // Never so short that the world's clock would not move.
      await this.world.sleepUntil(this.world.steadyMs() + Math.max(leftMs, 0.01), signal)
      await this.gate()
    }
    await this.gate()
  }

  /** A call that leaves the process: it begins, and comes back, only while the process runs. */
  async outside<T>(call: () => Promise<T>, moment: Moment = 'any'): Promise<T> {
    await this.gate(moment)
    const answer = await call().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error
      },
    )
    await this.gate(moment)
    return answer()
  }

  /** Where the process waits. */
  async gate(moment: Moment = 'any'): Promise<void> {
    this.pass(moment)
    while (this.stopped !== null) await this.stopped.resumed
    if (this.dead) await new Promise(() => undefined)
  }

  /** A moment at which something may befall it, while what goes on goes on without it. */
  pass(moment: Moment): void {
    const isCounted = this.armed?.at === 'any' || this.armed?.at === moment
    if (this.armed !== null && isCounted && --this.armed.left <= 0) {
      const { then } = this.armed
      this.armed = null
      then()
    }
  }

  /** Something befalls it at the n-th moment from now at which it waits. */
  arm(left: number, at: Moment, then: () => void): void {
    this.armed = { left, at, then }
  }

  setTimeOfDay(byMs: number): void {
    this.wasSetBack ||= byMs < 0
    this.jumpedMs += byMs
  }

  /**
   * Its machine sleeps for a time of the world: the steady clock stands still meanwhile. Only the time of day tells
   * of that, so not of a machine whose time of day was set back as well: it is stopped instead.
   */
  suspend(worldMs: number): void {
    this.stop(worldMs, () => {
      if (!this.wasSetBack) this.suspendedMs += worldMs
    })
  }

  /** As by SIGSTOP, for a time of the world. */
  stop(worldMs: number, onResume: () => void = () => undefined): void {
    if (this.stopped !== null || this.dead) return
    let resume: () => void = () => undefined
    const resumed = new Promise<void>((resolve) => {
      resume = resolve
    })
    this.stopped = { resumed, resume }
    void this.world.sleepUntil(this.world.steadyMs() + worldMs).then(() => {
      onResume()
      this.resume()
    })
  }

  kill(): void {
    this.dead = true
    this.resume()
  }

  private resume(): void {
    this.stopped?.resume()
    this.stopped = null
  }
}
