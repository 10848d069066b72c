import type { LiveInterval } from '../domain/live-interval.js'
import type { Clock } from './clock.js'

/** Intervals without an observation, or without any end, after which something is wrong. */
const MOST_INTERVALS = 3

export interface HealthState {
  readonly ok: boolean
  /** One line. */
  readonly text: string
}

/** Whether the loop still turns (alive), and whether it sees what it plans for (ready). */
export class Health {
  private servedMs: number | null = null
  private observedMs: number | null = null

  constructor(
    private readonly clock: Clock,
    private readonly intervalSeconds: number,
  ) {}

  /** The loop has begun. */
  begin(): void {
    this.servedMs = this.clock.steadyMs()
  }

  tell({ observation }: LiveInterval): void {
    this.servedMs = this.clock.steadyMs()
    if (observation !== null) this.observedMs = this.servedMs
  }

  /** Starting counts as alive: it waits for others, and says so. */
  alive(): HealthState {
    if (this.servedMs === null) return { ok: true, text: 'starting' }
    const ok = this.isRecent(this.servedMs)
    return { ok, text: ok ? 'ok' : `no interval has ended for ${MOST_INTERVALS} intervals` }
  }

  ready(): HealthState {
    if (this.observedMs === null) return { ok: false, text: 'nothing was observed yet' }
    const ok = this.isRecent(this.observedMs)
    return { ok, text: ok ? 'ok' : `nothing was observed for ${MOST_INTERVALS} intervals` }
  }

  private isRecent(ms: number): boolean {
    return this.clock.steadyMs() - ms <= MOST_INTERVALS * this.intervalSeconds * 1000
  }
}
