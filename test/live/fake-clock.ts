import type { Clock } from '../../src/live/clock.js'

interface Sleeper {
  readonly untilMs: number
  readonly order: number
  readonly wake: () => void
}

/** Time that passes only when everything waits for it; the same events in the same order in every run. */
export class FakeClock implements Clock {
  private nowMs = 0
  private orders = 0
  private readonly sleepers = new Set<Sleeper>()

  constructor(
    private readonly options: {
      readonly originEpochMs?: number
      /** Told before time moves on: the world plays what happens until then. */
      readonly onAdvance?: (ms: number) => void | Promise<void>
    } = {},
  ) {}

  steadyMs(): number {
    return this.nowMs
  }

  epochMs(): number {
    return (this.options.originEpochMs ?? 0) + this.nowMs
  }

  /** Without a signal nothing ends the sleep early, and none has to be made. */
  sleepUntil(untilMs: number, signal?: AbortSignal): Promise<void> {
    if (untilMs <= this.nowMs || signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const sleeper: Sleeper = { untilMs, order: this.orders++, wake }
      const sleepers = this.sleepers
      sleepers.add(sleeper)
      signal?.addEventListener('abort', wake, { once: true })
      function wake() {
        sleepers.delete(sleeper)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
    })
  }

  /** Lets time pass until then, waking everyone who sleeps meanwhile. */
  async runUntil(untilMs: number): Promise<void> {
    while (true) {
      await settled()
      const next = this.next()
      if (next === undefined || next.untilMs > untilMs) break
      await this.moveTo(next.untilMs)
      this.wakeDue()
    }
    await this.moveTo(untilMs)
  }

  /** Lets time pass until some work is done. @throws when it waits for nothing that will ever happen. */
  async runWhile<T>(work: Promise<T>): Promise<T> {
    let done = false
    const finished = work.finally(() => {
      done = true
    })
    finished.catch(() => undefined)
    while (true) {
      await settled()
      if (done) return finished
      const next = this.next()
      if (next === undefined) throw new Error('the work waits for something that is not time')
      await this.moveTo(next.untilMs)
      this.wakeDue()
    }
  }

  /** All whose time has come, in the order in which they fell asleep. */
  private wakeDue(): void {
    const due = [...this.sleepers].filter(({ untilMs }) => untilMs <= this.nowMs)
    due.sort((a, b) => a.untilMs - b.untilMs || a.order - b.order)
    for (const sleeper of due) sleeper.wake()
  }

  private next(): Sleeper | undefined {
    let first: Sleeper | undefined
    for (const sleeper of this.sleepers) {
      const isEarlier =
        first === undefined ||
        sleeper.untilMs < first.untilMs ||
        (sleeper.untilMs === first.untilMs && sleeper.order < first.order)
      if (isEarlier) first = sleeper
    }
    return first
  }

  private async moveTo(ms: number): Promise<void> {
    if (ms > this.nowMs) await this.options.onAdvance?.(ms)
    this.nowMs = Math.max(this.nowMs, ms)
  }
}

/** Everything that can go on without time passing has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
