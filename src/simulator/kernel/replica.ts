export const PREFILL: i32 = 0
export const DECODE: i32 = 1

export const STARTING: i32 = 0
export const READY: i32 = 1
export const DRAINING: i32 = 2
export const GONE: i32 = 3

/** One replica of either role, as the fleet and the router see it. */
@unmanaged
export class Replica {
  /** Counts up over both roles in order of creation; the initial prefill replicas come first. */
  id: i32
  role: i32
  state: i32 = STARTING
  /** When what is left on it is killed. */
  killMs: f64 = Infinity
  /** When its own work changes next; while it starts, when it is ready. */
  nextMs: f64 = Infinity
  /** Tokens of work on it, the measure of the least-loaded router. */
  load: f64 = 0
  /** Whether it is to look for work as soon as all that happens at this time has happened. */
  isAwakened: bool = false
  /** The next one of those that are to look for work. */
  nextAwakened: Replica | null = null
  /** Where it stands in the event queue. */
  place: i32 = 0
}
