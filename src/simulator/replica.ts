import type { Role } from '../domain/role.js'

export type ReplicaState = 'starting' | 'ready' | 'draining' | 'gone'

/** One replica of either role, as the fleet and the router see it. */
export abstract class Replica {
  state: ReplicaState = 'starting'
  /** When what is left on it is killed. */
  killMs = Number.POSITIVE_INFINITY
  /** When its own work changes next; while it starts, when it is ready. */
  nextMs = Number.POSITIVE_INFINITY
  /** Tokens of work on it, the measure of the least-loaded router. */
  load = 0
  /** Whether it is to look for work as soon as all that happens at this time has happened. */
  isAwakened = false
  /** The next one of those that are to look for work. */
  nextAwakened: Replica | null = null

  constructor(
    /** Counts up over both roles in order of creation; the initial prefill replicas come first. */
    readonly id: number,
    readonly role: Role,
  ) {}

  /** Whether nothing is left on it. */
  abstract get isEmpty(): boolean

  /** Requests on it that are not in work. */
  abstract get waitingRequests(): number

  abstract get runningRequests(): number

  /** What its own work comes to at `nextMs`. */
  abstract event(): void

  /** Looks for work once all that happens at this time has happened. */
  abstract start(): void

  /** Takes every request off it that is in its hands: their slots. */
  abstract abandon(): readonly number[]

  /** Its next event of any kind. */
  get eventMs(): number {
    return Math.min(this.nextMs, this.killMs)
  }
}
