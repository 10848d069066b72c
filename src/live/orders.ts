import type { EnvironmentConnector } from '../connectors/environment.js'
import type { ApplyResult } from '../domain/apply-result.js'
import type { PerRole } from '../domain/role.js'
import type { Clock } from './clock.js'
import { withDeadline } from './deadline.js'
import { causeOf } from './error-cause.js'

interface OrdersOptions {
  readonly environment: EnvironmentConnector | null
  readonly clock: Clock
  /** How long an order is waited for. */
  readonly deadlineMs: number
  /** Whether this process holds the lease. */
  readonly mayAct: () => boolean
}

/** Hands decisions over, one at a time: while one has not come back no other is sent after it. */
export class Orders {
  private underWay = false

  constructor(private readonly options: OrdersOptions) {}

  /** Never fails, and is not cut short by the end of the program: half an order is worse than a late end. */
  async give(replicas: PerRole<number>, acts: boolean): Promise<ApplyResult> {
    const { environment, clock, deadlineMs, mayAct } = this.options
    if (environment === null || !acts) return { kind: 'advised' }
    if (!mayAct()) return { kind: 'standby' }
    if (this.underWay) {
      return { kind: 'failed', reason: 'the order before this one has not come back yet' }
    }
    const never = new AbortController().signal
    try {
      return await withDeadline({ clock, milliseconds: deadlineMs, signal: never }, (signal) =>
        this.tracked(environment.apply(replicas, signal)),
      )
    } catch (error) {
      return { kind: 'failed', reason: causeOf(error) }
    }
  }

  private async tracked<T>(applying: Promise<T>): Promise<T> {
    this.underWay = true
    try {
      return await applying
    } finally {
      this.underWay = false
    }
  }
}
