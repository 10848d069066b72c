/** A point of the loop's fixed schedule: tick n is due n intervals after the loop began. */
export interface Tick {
  readonly number: number
  readonly dueMs: number
  /** Ticks left out before it, because they had passed when the former one ended. */
  readonly missed: number
}

export interface Schedule {
  readonly beganMs: number
  readonly intervalMs: number
}

/** A late tick runs late and does not shift those after it. */
export function firstTick(schedule: Schedule, number: number): Tick {
  return { number, dueMs: schedule.beganMs + number * schedule.intervalMs, missed: 0 }
}

/**
 * The tick after one that ended now: the next, or the latest one due when more have passed.
 * Worked: intervals of 60 s, tick 3 ended at 250 s: tick 4 (due at 240 s) runs at once; had it ended at
 * 310 s, tick 5 (due at 300 s) would, and tick 4 is missed.
 */
export function nextTick(former: Tick, { beganMs, intervalMs }: Schedule, nowMs: number): Tick {
  const next = former.number + 1
  const number = Math.max(next, Math.floor((nowMs - beganMs) / intervalMs))
  return { number, dueMs: beganMs + number * intervalMs, missed: number - next }
}
