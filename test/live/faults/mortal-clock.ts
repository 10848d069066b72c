import type { Clock } from '../../../src/live/clock.js'

/** A signal that never aborts: who listens need not be kept, and the killed never stop listening. */
export const NEVER = new AbortController().signal
NEVER.addEventListener = () => undefined

/** The clock of a process that can be killed: from then on it never wakes again. */
export class MortalClock implements Clock {
  private dead = false

  constructor(private readonly clock: Clock) {}

  get isDead(): boolean {
    return this.dead
  }

  kill(): void {
    this.dead = true
  }

  steadyMs(): number {
    return this.clock.steadyMs()
  }

  epochMs(): number {
    return this.clock.epochMs()
  }

  async sleepUntil(steadyMs: number, signal: AbortSignal): Promise<void> {
    await this.clock.sleepUntil(steadyMs, signal)
    if (this.isDead) await this.nothing()
  }

  /** What a call that goes outside waits for; nothing comes back to the dead. */
  async outside<T>(call: () => Promise<T>): Promise<T> {
    const answer = await call().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error
      },
    )
    if (this.isDead) await this.nothing()
    return answer()
  }

  private nothing(): Promise<never> {
    return new Promise(() => undefined)
  }
}
